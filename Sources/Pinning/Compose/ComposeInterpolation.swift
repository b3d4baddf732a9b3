// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text with its variables replaced, and where each byte of it comes from.
struct ComposeInterpolation {
    enum Origin: Hashable {
        /// The text itself, byte for byte.
        case text
        /// A dollar that was written twice.
        case dollar
        /// The variable of this name.
        case variable(String)
        /// Nothing, and why: the variable has no value.
        case nothing(String)
    }

    /// A stretch of the result that comes from one place; empty where nothing came.
    struct Piece {
        let range: Range<Int>
        let origin: Origin
        /// The variable that made it: by its value, or because the value is missing; nil for text outside of variables.
        let name: String?
        /// The bytes it comes from.
        let source: Range<Int>
        /// The bytes of the outermost variable around them; of text outside of variables, the same.
        let outermost: Range<Int>
    }

    /// The text with the variables replaced, as far as they could be.
    private(set) var bytes: [UInt8] = []
    /// The stretches of the result, in order, without gaps.
    private(set) var pieces: [Piece] = []
    /// Why the result is not known; the first reason counts.
    private(set) var obstacle: String?

    private let source: [UInt8]
    private let limit: Int
    private let value: (String) -> [UInt8]?

    /// Replaces the variables of a template.
    ///
    /// - Parameters:
    ///   - template: The template.
    ///   - source: The bytes it was read from.
    ///   - limit: How long the result may become; what is longer has an obstacle.
    ///   - value: The values of variables.
    init(_ template: ComposeTemplate, of source: [UInt8], limit: Int, value: @escaping (String) -> [UInt8]?) {
        self.source = source
        self.limit = limit
        self.value = value
        append(template)
    }

    /// The text as it came out.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The variables that made it, in the order of their first use.
    var names: [String] { Self.names(of: pieces) }

    /// The variables that made some of its pieces, in the order of their first use.
    static func names(of pieces: [Piece]) -> [String] {
        var seen: Set<String> = []
        return pieces.compactMap(\.name).filter { seen.insert($0).inserted }
    }

    /// The pieces that have bytes in a range of the result, and the empty ones inside it or at its ends.
    func pieces(touching range: Range<Int>) -> [Piece] {
        var low = 0
        var high = pieces.count
        while low < high {
            let middle = (low + high) / 2
            if pieces[middle].range.upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        return pieces[low...].prefix { $0.range.lowerBound <= range.upperBound }
            .filter { $0.range.isEmpty || $0.range.overlaps(range) }
    }

    private mutating func append(_ template: ComposeTemplate, inside around: Surroundings? = nil) {
        for part in template.parts {
            switch part {
            case .text(let range): append(source[range], .text, range, around)
            case .dollar(let at): append(source[at...at], .dollar, at..<at + 2, around)
            case .variable(let variable):
                let outermost = around?.outermost ?? variable.source
                append(variable, Surroundings(name: variable.name, outermost: outermost))
            }
        }
    }

    private mutating func append(_ variable: ComposeTemplate.Variable, _ around: Surroundings) {
        let value = value(variable.name)
        let isWord =
            switch variable.rule {
            case .value, .required: false
            case .otherwise(let emptiness): value?.counting(emptiness) == nil
            case .instead(let emptiness): value?.counting(emptiness) != nil
            }
        if isWord { return append(variable.word, inside: around) }
        let counted: [UInt8]? =
            switch variable.rule {
            case .value, .otherwise: value
            case .required(let emptiness): value?.counting(emptiness)
            case .instead: []
            }
        guard let counted else { return fail("\(variable.name) has no value", variable.source, around) }
        append(counted[...], .variable(variable.name), variable.source, around)
    }

    private mutating func append(
        _ more: ArraySlice<UInt8>,
        _ origin: Origin,
        _ from: Range<Int>,
        _ around: Surroundings?
    ) {
        guard bytes.count + more.count <= limit else {
            return fail("it becomes longer than \(limit) bytes", from, around)
        }
        add(more.count, origin, from, around)
        bytes += more
    }

    private mutating func fail(_ reason: String, _ from: Range<Int>, _ around: Surroundings?) {
        if obstacle == nil { obstacle = reason }
        add(0, .nothing(reason), from, around)
    }

    private mutating func add(_ count: Int, _ origin: Origin, _ from: Range<Int>, _ around: Surroundings?) {
        pieces.append(
            Piece(
                range: bytes.count..<bytes.count + count,
                origin: origin,
                name: around?.name,
                source: from,
                outermost: around?.outermost ?? from
            )
        )
    }

    /// The variables around a part of the template.
    private struct Surroundings {
        /// The innermost.
        let name: String
        /// The bytes of the outermost.
        let outermost: Range<Int>
    }
}

extension [UInt8] {
    /// The value, unless it is empty and that counts as none.
    func counting(_ emptiness: ComposeTemplate.Emptiness) -> [UInt8]? {
        switch emptiness {
        case .isUnset: isEmpty ? nil : self
        case .isValue: self
        }
    }
}
