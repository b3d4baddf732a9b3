// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A registry's answer to the question what a tag means, with what it says of its log.
public struct TagRead: Sendable {
    /// The repository that was asked.
    public let source: RegistrySource
    /// The tag.
    public let tag: Tag
    /// What it means.
    public let digest: Digest
    /// Where the log of the repository has the tag; nil where the registry speaks of no log.
    public let position: TagLogPosition?
}

/// How a registry is asked what a tag means.
public enum TagQuestion: Hashable, Sendable {
    /// With HEAD: nothing is pulled.
    case head
    /// By a pull, which has the registry of an upstream fetch and record what it only knew of.
    case pull
}

/// Where a log has the last event of a tag: the value of the header `Holdfast-Tag-Proof`.
public struct TagLogPosition: Hashable, Sendable {
    /// The name of the header.
    public static let headerName = "Holdfast-Tag-Proof"

    /// The number of the event, from 0.
    public let index: Int64
    /// How many events the log had when the registry answered.
    public let size: Int64

    /// Reads `INDEX@SIZE`; anything else, and an index beyond the size, gives nil.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, let index = Self.number(parts[0]), let size = Self.number(parts[1]), index < size else {
            return nil
        }
        self.index = index
        self.size = size
    }

    private static func number(_ text: Substring.UTF8View.SubSequence) -> Int64? {
        guard (1...19).contains(text.count), text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard text.count == 1 || text.first != 0x30 else { return nil }
        return Int64(String(Substring(text)))
    }
}
