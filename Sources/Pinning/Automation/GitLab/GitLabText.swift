// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A text of a pipeline with its variables replaced.
struct GitLabText {
    private static let maximumSteps = 1_000
    private static let maximumDepth = 16
    private static let maximumLength = 64 << 10

    /// The text; nil when a part of it is not known.
    private(set) var value: [UInt8]? = []
    /// Why a part of it is not known.
    private(set) var mystery: String?
    /// The variables that it names itself, in order.
    private(set) var names: [String] = []
    /// The variable that is all of it.
    private(set) var whole: String?

    init(_ text: String, variables: GitLabVariables) {
        let bytes = Array(text.utf8)
        var steps = Self.maximumSteps
        if text.contains("$[[") {
            value = nil
            mystery = "an input decides it"
            return
        }
        let range = SpelledText(bytes).trimmed(bytes.indices)
        let uses = GitLabVariableUse.all(in: bytes)
        names = uses.map(\.name)
        if let use = uses.first, use.range == range { whole = use.name }
        do throws(Mystery) {
            value = try Self.expand(bytes, uses, variables, depth: 0, steps: &steps)
        } catch {
            value = nil
            mystery = error.reason
        }
    }

    private struct Mystery: Error {
        let reason: String
    }

    private static func expand(
        _ bytes: [UInt8],
        _ uses: [GitLabVariableUse],
        _ variables: GitLabVariables,
        depth: Int,
        steps: inout Int
    ) throws(Mystery) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for use in uses {
            steps -= 1
            guard let value = variables[use.name]?.string else {
                throw Mystery(reason: variables.obstacle(use.name))
            }
            guard depth < maximumDepth, steps > 0, result.count + value.utf8.count <= maximumLength else {
                throw Mystery(reason: "\(use.name) refers to too many variables")
            }
            result += bytes[position..<use.range.lowerBound]
            let inner = Array(value.utf8)
            result += try expand(inner, GitLabVariableUse.all(in: inner), variables, depth: depth + 1, steps: &steps)
            position = use.range.upperBound
        }
        return result + bytes[position...]
    }
}

/// A place in a text where a variable is named: `$NAME` or `${NAME}`.
struct GitLabVariableUse: Hashable {
    let name: String
    let range: Range<Int>

    /// All of them, in order; `$$` stands for a dollar sign.
    static func all(in text: [UInt8]) -> [GitLabVariableUse] {
        var uses: [GitLabVariableUse] = []
        var index = 0
        while index + 1 < text.count {
            guard text[index] == UInt8(ascii: "$") else {
                index += 1
                continue
            }
            let isBraced = text[index + 1] == UInt8(ascii: "{")
            let start = index + (isBraced ? 2 : 1)
            var end = start
            while end < text.count, isName(text[end]) { end += 1 }
            if end > start, !isBraced || (end < text.count && text[end] == UInt8(ascii: "}")) {
                let name = String(decoding: text[start..<end], as: UTF8.self)
                let upper = isBraced ? end + 1 : end
                uses.append(GitLabVariableUse(name: name, range: index..<upper))
                index = upper
            } else {
                index += text[index + 1] == UInt8(ascii: "$") ? 2 : 1
            }
        }
        return uses
    }

    private static func isName(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
}
