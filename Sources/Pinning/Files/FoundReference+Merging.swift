// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension FoundReference {
    /// The references of one file, in the order of the bytes and one for each stretch of bytes.
    ///
    /// What is read twice keeps the first reading, but the stricter word on whether it may be edited; a stretch that means
    /// one image to one reader and another to another is not edited at all.
    static func merged(_ references: [FoundReference]) -> [FoundReference] {
        // Sorting is stable only with the place of each as the last word.
        let sorted = references.enumerated().sorted { first, second in
            let (left, right) = (first.element.span, second.element.span)
            return (left.lowerBound, left.upperBound, first.offset) < (
                right.lowerBound, right.upperBound, second.offset
            )
        }
        var merged: [FoundReference] = []
        for (_, reference) in sorted {
            if let last = merged.last, last.span == reference.span {
                merged[merged.count - 1].join(reference)
            } else {
                merged.append(reference)
            }
        }
        return merged
    }

    private mutating func join(_ other: FoundReference) {
        if meaning != other.meaning || holding != other.holding {
            editing = .lockOnly("the files that use it read it differently")
        } else if other.editing.strictness > editing.strictness {
            editing = other.editing
        }
        if platform != other.platform { platform = nil }
    }
}

extension FoundReference.Editing {
    fileprivate var strictness: Int {
        switch self {
        case .inPlace: 0
        case .onRequest: 1
        case .lockOnly: 2
        }
    }
}
