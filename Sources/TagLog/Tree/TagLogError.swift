// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why positions, tiles or bundles do not belong to a tree.
public enum TagLogError: Error, Hashable {
    /// The number of entries is negative or beyond ``LogTree/maximumSize``.
    case impossibleSize(Int64)
    /// The log has no entry at the index.
    case noSuchEntry(index: Int64, size: Int64)
    /// No tree grows from the one size to the other.
    case shrinks(from: Int64, to: Int64)
    /// A tile has another number of bytes than its hashes have.
    case tileLength(path: String, expected: Int, found: Int)
    /// A bundle does not hold the entries it should.
    case bundle(reason: String)
    /// An entry is too long for a bundle.
    case entryTooLong(Int)
    /// A replay would remember more than it may.
    case replayTooLarge(limit: Int)
}

extension TagLogError: CustomStringConvertible {
    /// What is wrong, in words.
    public var description: String {
        switch self {
        case .impossibleSize(let size): "a log cannot have \(size) entries"
        case .noSuchEntry(let index, let size): "a log of \(size) entries has none at index \(index)"
        case .shrinks(let from, let to): "a log of \(from) entries cannot have become one of \(to); a log only grows"
        case .tileLength(let path, let expected, let found):
            "tile \(path) of the log has \(found) bytes instead of \(expected); fetch it again"
        case .bundle(let reason): "this is no bundle of entries of a log: \(reason); fetch it again"
        case .entryTooLong(let count):
            "an entry of \(count) bytes does not fit into a log, which takes \(LogEntry.maximumSize)"
        case .replayTooLarge(let limit):
            "the log has more than \(limit) tags and meanings of tags, which is more than a replay remembers"
        }
    }
}
