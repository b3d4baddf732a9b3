// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text of a bake file with its variables replaced, and where each of its stretches comes from.
struct BakeText {
    enum Origin {
        /// The file spells it.
        case spelled(SpelledText)
        /// A variable's value.
        case variable(HCLVariableUse)
        /// It cannot be known, and why; the bytes are those of the file.
        case mystery(String, HCLVariableUse?)
    }

    struct Segment {
        let range: Range<Int>
        /// The bytes of the file that make the stretch.
        let source: Range<Int>
        let origin: Origin
    }

    private(set) var bytes: [UInt8] = []
    private(set) var segments: [Segment] = []

    mutating func append(_ text: SpelledText) {
        add(text.bytes, from: text.span, .spelled(text))
    }

    mutating func add(_ value: some Collection<UInt8>, from source: Range<Int>, _ origin: Origin) {
        let start = bytes.count
        bytes += value
        segments.append(Segment(range: start..<bytes.count, source: source, origin: origin))
    }

    /// The text of a range without white space at its ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> { SpelledText(bytes).trimmed(range) }

    /// The stretches that a range has a part in.
    func segments(in range: Range<Int>) -> [Segment] {
        var low = 0
        var high = segments.count
        while low < high {
            let middle = (low + high) / 2
            if segments[middle].range.upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return segments[low...].prefix { $0.range.lowerBound < range.upperBound }
            .filter { $0.range.overlaps(range) || $0.range.isEmpty && range.contains($0.range.lowerBound) }
    }

    /// Why a range cannot be known; nil when it can.
    func mystery(in range: Range<Int>) -> String? {
        for segment in segments(in: range) {
            if case .mystery(let reason, _) = segment.origin { return reason }
        }
        return nil
    }

    /// The variables that a range is made of.
    func variables(in range: Range<Int>) -> [String] {
        segments(in: range).compactMap { segment in
            switch segment.origin {
            case .variable(let use): use.name
            case .spelled, .mystery: nil
            }
        }
    }

    /// The bytes of the file that spell a range, variables included; nil when escapes or gaps stand between.
    func source(of range: Range<Int>) -> Range<Int>? {
        var result: Range<Int>?
        for segment in segments(in: range) {
            let part: Range<Int>
            switch segment.origin {
            case .spelled(let text):
                let overlap = segment.range.clamped(to: range)
                let start = overlap.lowerBound - segment.range.lowerBound
                guard let source = text.source(of: start..<start + overlap.count) else { return nil }
                part = source
            case .variable, .mystery:
                guard segment.range.clamped(to: range) == segment.range else { return nil }
                part = segment.source
            }
            if let before = result {
                guard before.upperBound == part.lowerBound else { return nil }
                result = before.lowerBound..<part.upperBound
            } else {
                result = part
            }
        }
        return result
    }

    /// All bytes of the file that the text comes from.
    var span: Range<Int> {
        guard let first = segments.first, let last = segments.last else { return 0..<0 }
        return first.source.lowerBound..<max(first.source.lowerBound, last.source.upperBound)
    }
}
