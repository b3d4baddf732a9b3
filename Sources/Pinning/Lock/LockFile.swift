// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What the references of a tree meant when somebody decided so: the contents of `holdfast.lock`.
///
/// A file with these entries has the same bytes whoever writes it, and a digest that moved is a change of a few lines.
public struct LockFile: Hashable, Sendable {
    /// The name under which a tree keeps its lock.
    public static let name = "holdfast.lock"
    /// The first member of the document.
    public static let schema = "holdfast.lock/1"
    /// The most bytes that are read.
    public static let maximumSize = 16 << 20
    /// The most entries that are read.
    public static let maximumEntries = 50_000

    /// The entries, in the order of the bytes of their references.
    public let entries: [Entry]
    /// The states of the logs of the entries' repositories, in the order of the bytes of the repositories.
    public let logs: [Log]
    private let places: [Reference: Int]

    /// Creates a lock; of two entries for one reference, or two logs of one repository, the later counts.
    ///
    /// - Parameters:
    ///   - entries: The entries in any order.
    ///   - logs: The logs in any order. Those of repositories that no entry is of are left out.
    public init(_ entries: some Sequence<Entry>, logs: [Log] = []) {
        let unique = Dictionary(entries.map { ($0.reference, $0) }) { _, later in later }
        self.entries = Self.sorted(unique.keys).compactMap { unique[$0] }
        self.places = Dictionary(uniqueKeysWithValues: self.entries.enumerated().map { ($1.reference, $0) })
        guard !logs.isEmpty else {
            self.logs = []
            return
        }
        let needed = Set(unique.keys.map { Self.repository(of: $0) })
        let states = Dictionary(logs.map { ($0.repository, $0) }) { _, later in later }
        self.logs = Self.sorted(needed).compactMap { states[$0] }
    }

    /// The text under which a reference is kept: host, repository and tag, or the digest where it names no tag.
    ///
    /// Without tag and digest it means `latest`, as every client takes it. A digest beside a tag says what the tag is to
    /// mean, and is no part of the question.
    public static func key(of reference: Reference) -> Reference {
        var key = reference.normalized()
        if key.tag != nil {
            key.digest = nil
        } else if key.digest == nil {
            key.tag = .latest
        }
        return key
    }

    /// The entry that decides what a reference of a file means.
    ///
    /// A file that names a digest and no tag may have been pinned from an entry for `latest`. That entry decides it, as long
    /// as its digest, or the one it had before, is the file's.
    public func entry(for reference: Reference) -> Entry? {
        let key = Self.key(of: reference)
        if let entry = self[key] { return entry }
        guard let digest = key.digest, let entry = latestEntry(like: key) else { return nil }
        return entry.digest == digest || entry.previous == digest ? entry : nil
    }

    /// The entry that is kept under exactly this text.
    subscript(key: Reference) -> Entry? { places[key].map { entries[$0] } }

    /// The text under which a reference of a file is to be kept, if the lock may stay as it is.
    func key(keeping reference: Reference) -> Reference {
        let key = Self.key(of: reference)
        guard self[key] == nil, let digest = key.digest, let entry = latestEntry(like: key), entry.digest == digest
        else { return key }
        return entry.reference
    }

    /// References in the order of the bytes of their texts.
    static func sorted(_ references: some Sequence<Reference>) -> [Reference] {
        references.map { (text: $0.description, reference: $0) }
            .sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
            .map(\.reference)
    }

    private func latestEntry(like key: Reference) -> Entry? {
        self[Reference(host: key.host, repository: key.repository, tag: .latest)]
    }
}
