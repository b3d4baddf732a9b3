// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A tag: a name in a repository that stands for one manifest at a time.
///
/// A value that exists matches `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`.
/// See <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests>.
public struct Tag: Hashable, Sendable {
    /// The most bytes a tag may have.
    public static let maximumLength = 128

    /// The tag as written.
    public let rawValue: String

    /// Creates a tag from its text.
    ///
    /// - Throws: ``NameError`` when the text is empty, too long or outside the grammar.
    public init(_ text: some StringProtocol) throws(NameError) {
        guard let first = text.utf8.first else { throw .empty }
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong(maximum: Self.maximumLength) }
        guard Self.isWord(first), text.utf8.allSatisfy({ Self.isWord($0) || $0 == 0x2e || $0 == 0x2d }) else {
            throw .outsideGrammar
        }
        self.rawValue = String(text)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}

extension Tag: CustomStringConvertible {
    /// The tag as written.
    public var description: String { rawValue }
}

extension Tag: Comparable {
    /// Orders tags by their bytes, as `tags/list` does.
    public static func < (left: Tag, right: Tag) -> Bool {
        left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
    }
}

extension Tag {
    /// The tag of references that name none.
    public static var latest: Tag {
        do throws(NameError) {
            return try Tag("latest")
        } catch {
            preconditionFailure("latest follows the grammar of tags")
        }
    }
}
