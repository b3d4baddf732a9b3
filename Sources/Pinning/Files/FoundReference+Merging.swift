// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension FoundReference {
    /// The references of one file, in the order of the bytes, with one meaning for each stretch of bytes where all agree.
    ///
    /// What is read twice gets the stricter word on whether it may be edited. A reading that knows the image counts more
    /// than one that does not; where two of them know different images, both are kept and not edited.
    static func merged(_ references: [FoundReference]) -> [FoundReference] {
        // Sorting is stable only with the place of each as the last word.
        agreed(references).enumerated().sorted { first, second in
            let (left, right) = (first.element.span, second.element.span)
            return (left.lowerBound, left.upperBound, first.offset) < (
                right.lowerBound, right.upperBound, second.offset
            )
        }
        .map(\.element)
    }

    /// The references of any files, in the order in which each stretch of bytes was first read, as ``merged(_:)`` has them.
    static func agreed(_ references: [FoundReference]) -> [FoundReference] {
        var places: [Place: Int] = [:]
        var readings: [[FoundReference]] = []
        for reference in references {
            let place = Place(path: FilePath.key(reference.path), span: reference.span)
            if let index = places[place] {
                join(reference, to: &readings[index])
            } else {
                places[place] = readings.count
                readings.append([reference])
            }
        }
        return readings.flatMap { $0 }
    }

    private struct Place: Hashable {
        let path: FilePath.Key
        let span: Range<Int>
    }

    /// Adds a reading of a stretch of bytes to those that there are.
    private static func join(_ other: FoundReference, to readings: inout [FoundReference]) {
        if let index = readings.firstIndex(where: { $0.meaning == other.meaning && $0.holding == other.holding }) {
            if other.editing.strictness > readings[index].editing.strictness { readings[index].editing = other.editing }
            if readings[index].platform != other.platform { readings[index].platform = nil }
            return
        }
        if other.reference != nil {
            if readings[0].reference == nil { readings = [] }
            readings.append(other)
        } else if readings[0].reference == nil {
            return
        }
        for index in readings.indices {
            readings[index].editing = .lockOnly("the files that use it read it differently")
        }
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
