// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff

/// How much of a comparison its document may hold; what is left out is said and still counted.
public struct DocumentBounds: Sendable {
    /// The most differences between files; the heaviest are kept.
    public var files: Int
    /// The most bytes of the names in them.
    public var nameBytes: Int
    /// The most settings, packages and ambiguities, of each.
    public var others: Int
    /// The most bytes of a setting's value.
    public var value: Int

    /// Creates bounds.
    public init(files: Int, nameBytes: Int, others: Int, value: Int) {
        self.files = files
        self.nameBytes = nameBytes
        self.others = others
        self.value = value
    }

    /// No bounds: for a person who asks for everything.
    public static let none = DocumentBounds(files: .max, nameBytes: .max, others: .max, value: .max)

    /// For documents that are stored.
    public static let stored = DocumentBounds(files: 20_000, nameBytes: 4 << 20, others: 20_000, value: 4_096)
}

extension DiffReport {
    /// Tells whether a document within bounds would leave something out.
    public func isTruncated(within bounds: DocumentBounds) -> Bool {
        files(within: bounds).count < files.count
            || [settings.count, packages.count, ambiguities.count].contains { $0 > bounds.others }
            || settings.contains { item in
                [item.difference.from, item.difference.to].contains { ($0?.utf8.count ?? 0) > bounds.value }
            }
    }

    /// The heaviest differences between files that the bounds leave room for, by path.
    func files(within bounds: DocumentBounds) -> [(platform: String, difference: FileDifference)] {
        let all = files
        var names = 0
        let weigh = { (item: (platform: String, difference: FileDifference)) in
            item.difference.path.bytes.count + (item.difference.from?.entry.target.bytes.count ?? 0)
                + (item.difference.to?.entry.target.bytes.count ?? 0)
        }
        guard all.count > bounds.files || all.reduce(0, { $0 + weigh($1) }) > bounds.nameBytes else { return all }
        let heaviest = all.indices.sorted { first, second in
            (all[second].difference.severity, first) < (all[first].difference.severity, second)
        }
        var kept: [Int] = []
        for index in heaviest.prefix(bounds.files) {
            names += weigh(all[index])
            guard names <= bounds.nameBytes else { break }
            kept.append(index)
        }
        return kept.sorted().map { all[$0] }
    }
}
