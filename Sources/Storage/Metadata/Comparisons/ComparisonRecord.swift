// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What the comparison of two references' content came to, by their digests: content never changes, so it stays true.
public struct ComparisonRecord: Hashable, Sendable {
    /// What was compared.
    public struct Subject: Hashable, Sendable {
        /// The content before; nil where there was none.
        public var from: Digest?
        /// The content after.
        public var to: Digest

        /// Creates a subject.
        public init(from: Digest?, to: Digest) {
            self.from = from
            self.to = to
        }
    }

    /// What was compared.
    public var subject: Subject
    /// The version of what made it; one made by another version is made anew.
    public var format: Int
    /// When it was made.
    public var madeAt: Timestamp
    /// Why the two could not be compared; nil if they were.
    public var failure: String?
    /// The summary, as its maker wrote it.
    public var summary: [UInt8]
    /// Everything, as its maker wrote it.
    public var document: [UInt8]

    /// Creates a record.
    public init(
        subject: Subject,
        format: Int,
        madeAt: Timestamp,
        failure: String? = nil,
        summary: [UInt8] = [],
        document: [UInt8] = []
    ) {
        self.subject = subject
        self.format = format
        self.madeAt = madeAt
        self.failure = failure
        self.summary = summary
        self.document = document
    }

    /// The record without its document, which may be large.
    public var withoutDocument: ComparisonRecord {
        var record = self
        record.document = []
        return record
    }
}
