// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The references of a file, to be found by where they stand.
struct ReferencesBySpan {
    private let references: [FoundReference]

    /// Takes those of the references that stand in the file itself.
    init(_ source: LockExport.Source) {
        self.references = source.references.filter { $0.path == source.text.path }
            .sorted { $0.span.lowerBound < $1.span.lowerBound }
    }

    /// The first reference whose bytes lie in a range.
    func first(within range: Range<Int>) -> FoundReference? {
        var low = 0
        var high = references.count
        while low < high {
            let middle = (low + high) / 2
            if references[middle].span.lowerBound < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low < references.count, references[low].span.upperBound <= range.upperBound else { return nil }
        return references[low]
    }
}
