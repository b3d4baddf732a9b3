// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A package URL of an OCI artifact, `pkg:oci/NAME@DIGEST?repository_url=HOST/REPOSITORY&tag=TAG`.
///
/// See <https://github.com/package-url/purl-spec/blob/main/types-doc/oci-definition.md>. Release statements name what
/// was released by it.
struct PackageURL {
    /// The registry and repository, with the tag if there is one.
    let reference: SignedReference
    /// The digest of the artifact.
    let digest: Digest

    /// Reads a package URL; nil unless it says one digest and one repository, each qualifier once.
    init?(_ text: String) {
        guard text.utf8.count <= SignedReference.maximumSize, text.hasPrefix("pkg:oci/") else { return nil }
        let parts = text.dropFirst(8).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !text.contains("#") else { return nil }
        let named = parts[0].split(separator: "@", omittingEmptySubsequences: false)
        guard named.count == 2, let name = Self.decoded(named[0]), let version = Self.decoded(named[1]),
            // Losing the error is right: a version that is no digest names nothing that could be compared.
            let digest = try? Digest(version), let qualifiers = Self.qualifiers(parts[1])
        else { return nil }
        guard let location = qualifiers["repository_url"],
            let repository = SignedReference(dockerReference: location, signed: digest),
            location.contains("/"), repository.tag == nil,
            repository.repository.split(separator: "/").last.map(String.init) == name
        else { return nil }
        // Losing the error is right: what is no tag cannot be the one that was released.
        if let tag = qualifiers["tag"], (try? Tag(tag)) == nil { return nil }
        self.reference = repository.tagged(qualifiers["tag"])
        self.digest = digest
    }

    /// Writes the package URL of an image.
    static func text(authority: String, repository: RepositoryName, tag: Tag, digest: Digest) -> String {
        let name = repository.rawValue.split(separator: "/").last.map(String.init) ?? repository.rawValue
        return "pkg:oci/\(name)@\(digest.algorithm.rawValue)%3A\(digest.hex)"
            + "?repository_url=\(authority)/\(repository)&tag=\(tag)"
    }

    private static func qualifiers(_ text: Substring) -> [String: String]? {
        var result: [String: String] = [:]
        for pair in text.split(separator: "&", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = decoded(parts[1]),
                result.updateValue(value, forKey: String(parts[0])) == nil
            else { return nil }
        }
        return result
    }

    /// Undoes percent-encoding; nil for a broken escape or what is not UTF-8.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init(truncatingIfNeeded:))
    }
}
