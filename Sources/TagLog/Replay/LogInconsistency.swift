// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Something in a log that does not fit together with what stands before it.
public struct LogInconsistency: Hashable, Sendable {
    /// What does not fit.
    public enum Fault: Hashable, Sendable {
        /// The entry says another index than the one at which it stands.
        case index(found: Int64)
        /// The entry names another last event of its tag than the log has.
        case previousIndex(found: Int64?, expected: Int64?)
        /// The entry says that its tag meant something else than the log has told.
        case previous(found: Digest?, expected: Digest?)
        /// The entry is older than the one before it about the same tag.
        case time(found: Timestamp, after: Timestamp)
        /// The entry deletes a tag that is not there.
        case deletedTwice
        /// The entry deletes something else than the tag means.
        case deleted(found: Digest, expected: Digest?)
        /// The entry sets a tag to nothing.
        case noDigest
    }

    /// The position of the entry in the log.
    public let index: Int64
    /// The tag that it is about.
    public let tag: Tag?
    /// What does not fit.
    public let fault: Fault

    init(at index: Int64, _ tag: Tag?, _ fault: Fault) {
        self.index = index
        self.tag = tag
        self.fault = fault
    }
}

extension LogInconsistency: CustomStringConvertible {
    /// What does not fit, in words, with the entry it is about.
    public var description: String {
        let about = tag.map { " about \($0)" } ?? ""
        return "entry \(index)\(about) does not fit into the log: \(fault)"
    }
}

extension LogInconsistency.Fault: CustomStringConvertible {
    /// What does not fit, as the end of a sentence.
    public var description: String {
        switch self {
        case .index(let found): "it says that its index is \(found)"
        case .previousIndex(let found, let expected):
            "it names \(Self.entry(found)) as the last about its tag, and that is \(Self.entry(expected))"
        case .previous(let found, let expected):
            "it says that the tag meant \(Self.meaning(found)), and the log says \(Self.meaning(expected))"
        case .time(let found, let after): "it is of \(found), before \(after) of the entry before it about its tag"
        case .deletedTwice: "it deletes a tag that was not there"
        case .deleted(let found, let expected):
            "it deletes \(found), and the tag meant \(Self.meaning(expected))"
        case .noDigest: "it sets its tag and does not say to what"
        }
    }

    private static func entry(_ index: Int64?) -> String { index.map { "entry \($0)" } ?? "none" }

    private static func meaning(_ digest: Digest?) -> String { digest?.rawValue ?? "nothing" }
}
