// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The name of a repository in a registry, such as `team/app`.
///
/// A value that exists follows the grammar of the distribution specification and has at most 255 bytes.
/// See <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests>.
public struct RepositoryName: Hashable, Sendable {
    /// The most bytes a name may have; clients limit host and name together to this.
    public static let maximumLength = 255

    /// The name as written.
    public let rawValue: String

    /// Creates a name from its text.
    ///
    /// - Throws: ``NameError`` when the text is empty, too long or outside the grammar.
    public init(_ text: some StringProtocol) throws(NameError) {
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.maximumLength else { throw .tooLong(maximum: Self.maximumLength) }
        var components = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).makeIterator()
        while let component = components.next() {
            guard Self.isPathComponent(component) else { throw .outsideGrammar }
        }
        self.rawValue = String(text)
    }

    /// Tells whether bytes are `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
    private static func isPathComponent(_ bytes: some Collection<UInt8>) -> Bool {
        var separator: [UInt8] = []
        var endsInAlphanumeric = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard separator.isEmpty || (endsInAlphanumeric && isSeparator(separator)) else { return false }
                separator.removeAll(keepingCapacity: true)
                endsInAlphanumeric = true
            case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                guard endsInAlphanumeric else { return false }
                separator.append(byte)
            default:
                return false
            }
        }
        return endsInAlphanumeric && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes == [UInt8(ascii: ".")] || bytes == [UInt8(ascii: "_")]
            || bytes == [UInt8(ascii: "_"), UInt8(ascii: "_")]
            || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
    }
}

extension RepositoryName: CustomStringConvertible {
    /// The name as written.
    public var description: String { rawValue }
}

extension RepositoryName: Comparable {
    /// Orders names by their bytes.
    public static func < (left: RepositoryName, right: RepositoryName) -> Bool { left.rawValue < right.rawValue }
}
