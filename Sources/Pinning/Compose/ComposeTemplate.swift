// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text with variables as compose reads it: `$NAME`, `${NAME}`, `${NAME:-default}` and its kin, `$$` for a dollar.
///
/// Parts are told in offsets into the bytes that were read, so that what comes out can be traced back to them.
struct ComposeTemplate {
    /// What becomes of a variable that is not set, or empty where the operator has a colon.
    enum Rule {
        /// Its value counts.
        case value
        /// `:-`, `-`: the word takes its place.
        case otherwise(Emptiness)
        /// `:?`, `?`: compose refuses to go on.
        case required(Emptiness)
        /// `:+`, `+`: the word takes the place of a variable that has a value.
        case instead(Emptiness)
    }

    /// Whether an empty value is one.
    enum Emptiness {
        case isUnset
        case isValue
    }

    struct Variable {
        let name: String
        let rule: Rule
        /// What stands after the operator.
        let word: ComposeTemplate
        /// All bytes, from the dollar on.
        let source: Range<Int>
    }

    enum Part {
        case text(Range<Int>)
        /// `$$`, whose first byte stands here.
        case dollar(Int)
        case variable(Variable)
    }

    /// How deeply variables may stand in the defaults of others.
    static let maximumDepth = 16

    let parts: [Part]

    /// Reads a template; nil where compose would refuse it.
    ///
    /// Cost: linear in the bytes, times the depth.
    init?(_ bytes: [UInt8], in range: Range<Int>) {
        self.init(bytes, in: range, depth: 0)
    }

    private init?(_ bytes: [UInt8], in range: Range<Int>, depth: Int) {
        guard depth <= Self.maximumDepth else { return nil }
        var parts: [Part] = []
        var start = range.lowerBound
        var index = range.lowerBound
        while index < range.upperBound {
            guard bytes[index] == UInt8(ascii: "$"), index + 1 < range.upperBound else {
                index += 1
                continue
            }
            let end: Int
            let part: Part
            switch bytes[index + 1] {
            case UInt8(ascii: "$"):
                end = index + 2
                part = .dollar(index)
            case UInt8(ascii: "{"):
                guard let close = Self.close(of: index + 1, in: bytes, before: range.upperBound),
                    let variable = Self.variable(bytes, in: index + 2..<close, depth: depth)
                else { return nil }
                end = close + 1
                part = .variable(variable)
            case let byte where Self.isNameStart(byte):
                end = Self.nameEnd(bytes, from: index + 1, before: range.upperBound)
                let name = String(decoding: bytes[index + 1..<end], as: UTF8.self)
                part = .variable(
                    Variable(name: name, rule: .value, word: ComposeTemplate(parts: []), source: index..<end)
                )
            default:
                index += 1
                continue
            }
            if start < index { parts.append(.text(start..<index)) }
            parts.append(part)
            index = end
            start = end
        }
        if start < range.upperBound { parts.append(.text(start..<range.upperBound)) }
        self.parts = parts
    }

    private init(parts: [Part]) { self.parts = parts }

    /// The names of all variables, also those in words.
    var names: Set<String> {
        var result: Set<String> = []
        for case .variable(let variable) in parts {
            result.insert(variable.name)
            result.formUnion(variable.word.names)
        }
        return result
    }
}

// MARK: Braces

extension ComposeTemplate {
    private static func variable(_ bytes: [UInt8], in range: Range<Int>, depth: Int) -> Variable? {
        guard let first = range.first, isNameStart(bytes[first]) else { return nil }
        let source = range.lowerBound - 2..<range.upperBound + 1
        let nameEnd = nameEnd(bytes, from: first, before: range.upperBound)
        let name = String(decoding: bytes[first..<nameEnd], as: UTF8.self)
        guard nameEnd < range.upperBound else {
            return Variable(name: name, rule: .value, word: ComposeTemplate(parts: []), source: source)
        }
        let hasColon = bytes[nameEnd] == UInt8(ascii: ":")
        let at = hasColon ? nameEnd + 1 : nameEnd
        let emptiness: Emptiness = hasColon ? .isUnset : .isValue
        guard at < range.upperBound else { return nil }
        let rule: Rule
        switch bytes[at] {
        case UInt8(ascii: "-"): rule = .otherwise(emptiness)
        case UInt8(ascii: "?"): rule = .required(emptiness)
        case UInt8(ascii: "+"): rule = .instead(emptiness)
        default: return nil
        }
        guard let word = ComposeTemplate(bytes, in: at + 1..<range.upperBound, depth: depth + 1) else { return nil }
        return Variable(name: name, rule: rule, word: word, source: source)
    }

    /// The brace that closes one; braces in between count whether a dollar stands before them or not.
    private static func close(of open: Int, in bytes: [UInt8], before end: Int) -> Int? {
        var depth = 0
        for index in open..<end {
            if bytes[index] == UInt8(ascii: "{") { depth += 1 }
            guard bytes[index] == UInt8(ascii: "}") else { continue }
            depth -= 1
            if depth == 0 { return index }
        }
        return nil
    }

    private static func nameEnd(_ bytes: [UInt8], from start: Int, before end: Int) -> Int {
        bytes[start..<end].firstIndex { !isNameStart($0) && !(0x30...0x39).contains($0) } ?? end
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || (0x61...0x7a).contains(byte | 0x20)
    }
}
