// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How a request names a manifest in a repository: by tag or by digest.
public enum ManifestReference: Hashable, Sendable {
    case tag(Tag)
    case digest(Digest)

    /// Reads the last path element of a manifest request: text with a colon is a digest, other text a tag.
    ///
    /// - Throws: ``DigestError`` or ``NameError``.
    public init(_ text: some StringProtocol) throws {
        if text.utf8.contains(UInt8(ascii: ":")) {
            self = .digest(try Digest(text))
        } else {
            self = .tag(try Tag(text))
        }
    }
}

extension ManifestReference: CustomStringConvertible {
    /// The tag or digest as written.
    public var description: String {
        switch self {
        case .tag(let tag): tag.rawValue
        case .digest(let digest): digest.rawValue
        }
    }
}
