// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A tag that a signer derives from a digest to hang signatures, attestations or a bill of materials on it.
///
/// `sha256-<hex>.sig`, `.att` and `.sbom` are cosign's; the bare `sha256-<hex>` is the referrers fallback index of the
/// distribution specification. Clients rewrite these tags by design, adding to what they hold.
public struct CompanionTag: Hashable, Sendable {
    /// What the tag collects.
    public enum Kind: String, Sendable {
        case signature = ".sig"
        case attestation = ".att"
        case billOfMaterials = ".sbom"
        case fallbackIndex = ""

        /// What signers hang on a digest.
        public static let signers: [Kind] = [.signature, .attestation, .billOfMaterials]
    }

    /// The digest of the manifest the tag accompanies.
    public let subject: Digest
    /// What the tag collects.
    public let kind: Kind

    /// Recognises a companion tag; any other tag gives nil.
    public init?(_ tag: Tag) {
        let text = tag.rawValue
        guard let dash = text.utf8.firstIndex(of: UInt8(ascii: "-")),
            let algorithm = Digest.Algorithm(rawValue: String(text[..<dash]))
        else { return nil }
        let rest = text[text.index(after: dash)...]
        let stem = rest.prefix { $0 != "." }
        guard let kind = Kind(rawValue: String(rest[stem.endIndex...])) else { return nil }
        // Losing the reason is right: a tag that is no digest is an ordinary tag.
        guard let subject = try? Digest("\(algorithm.rawValue):\(stem)") else { return nil }
        self.subject = subject
        self.kind = kind
    }
}

extension Tag {
    /// The tag that collects something about a manifest; nil for a digest of SHA-512, which is longer than a tag can be.
    public static func companion(_ kind: CompanionTag.Kind, of subject: Digest) -> Tag? {
        // Losing the reason is right: the length is the only one.
        try? Tag("\(subject.algorithm.rawValue)-\(subject.hex)\(kind.rawValue)")
    }
}
