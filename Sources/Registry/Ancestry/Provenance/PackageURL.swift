// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A package URL of an image, such as `pkg:docker/debian@12?platform=linux%2Famd64`.
///
/// See <https://github.com/package-url/purl-spec>.
struct PackageURL: Hashable, Sendable {
    /// The image's name with its tag, if it has one.
    let name: String
    /// The digest, when the version is one or a qualifier names one.
    let digest: Digest?

    /// More than this is no name of an image.
    private static let maximumLength = 4_096

    /// Reads a package URL; nil when it names no image.
    init?(image text: String) {
        guard text.utf8.count <= Self.maximumLength,
            let prefix = ["pkg:docker/", "pkg:oci/"].first(where: text.hasPrefix)
        else { return nil }
        let rest = text.dropFirst(prefix.count).prefix { $0 != "#" }
        let halves = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let named = (halves.first ?? "").split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = named.first.flatMap({ Self.decoded($0) }), !path.isEmpty else { return nil }
        let version = named.count > 1 ? Self.decoded(named[1]) ?? "" : ""
        let qualifier = halves.dropFirst().first?.split(separator: "&").first { $0.hasPrefix("digest=") }
        let claimed = qualifier.flatMap { Self.decoded($0.dropFirst("digest=".count)) }
        // What is no digest is a tag.
        let ownDigest = try? Digest(version)
        self.digest = ownDigest ?? claimed.flatMap { try? Digest($0) }
        self.name = ownDigest != nil || version.isEmpty ? path : "\(path):\(version)"
    }

    /// Text without escapes (RFC 3986, 2.1); nil when one is malformed.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(value)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
