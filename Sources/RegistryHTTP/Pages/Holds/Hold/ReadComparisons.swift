// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Storage
internal import Synchronization

/// The comparisons that were shown last, read: a large one takes a while, and people leaf through it.
///
/// Content never changes, so what is kept stays true. Rights are judged before this is asked.
final class ReadComparisons: Sendable {
    private struct Entry {
        var subject: ComparisonRecord.Subject
        var model: DiffPageModel
    }

    /// The most documents, and the most differences of all of them together, unless a single one has more.
    private static let maximumDocuments = 8
    private static let maximumDifferences = 40_000

    /// The one shown last comes last.
    private let entries = Mutex<[Entry]>([])

    func model(of subject: ComparisonRecord.Subject) -> DiffPageModel? {
        entries.withLock { entries in
            guard let index = entries.firstIndex(where: { $0.subject == subject }) else { return nil }
            let entry = entries.remove(at: index)
            entries.append(entry)
            return entry.model
        }
    }

    func keep(_ model: DiffPageModel, of subject: ComparisonRecord.Subject) {
        entries.withLock { entries in
            entries.removeAll { $0.subject == subject }
            entries.append(Entry(subject: subject, model: model))
            while entries.count > 1,
                entries.count > Self.maximumDocuments
                    || entries.reduce(0, { $0 + $1.model.entryCount }) > Self.maximumDifferences
            {
                entries.removeFirst()
            }
        }
    }

    /// How many documents are kept.
    var count: Int { entries.withLock { $0.count } }
}

extension DiffPageModel {
    fileprivate var entryCount: Int { files.count + settings.count + packages.count + doubts.count }
}
