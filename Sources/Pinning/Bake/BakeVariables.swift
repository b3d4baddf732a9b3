// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The variables of a bake file: what they are when nothing outside of the file says otherwise.
struct BakeVariables {
    /// The longest value that is put into others; variables that hold each other several times grow without end.
    private static let maximumLength = 64 << 10
    /// How many variables may refer to each other in a row.
    static let maximumDepth = 32

    enum Value {
        case known([UInt8])
        case unknown(String)
    }

    /// The expressions that give the variables their values.
    let defaults: [String: HCLExpression]
    /// Every place where a variable is used.
    let uses: [String: Set<HCLVariableUse>]
    private let source: [UInt8]
    private var values: [String: Value] = [:]

    init(_ body: HCLBody, source: [UInt8]) {
        var defaults: [String: HCLExpression] = [:]
        for attribute in body.attributes { defaults[attribute.name] = attribute.value }
        for block in body.blocks where block.type == "variable" {
            guard let name = block.labels.first, let value = block.body.values("default").last else { continue }
            defaults[name] = value
        }
        var uses: Set<HCLVariableUse> = []
        body.collectUses(into: &uses)
        self.defaults = defaults
        self.source = source
        self.uses = Dictionary(grouping: uses, by: \.name).mapValues(Set.init)
        for name in defaults.keys.sorted() { _ = evaluate(name, depth: 0) }
    }

    /// The text that an expression makes; nil when it makes none, or by other means than variables.
    ///
    /// Hidden are variables that have other values where the expression stands.
    func text(of expression: HCLExpression, hidden: Set<String> = []) -> BakeText? {
        var text = BakeText()
        switch expression {
        case .variable(let use):
            add(use, from: use.span, hidden: hidden, to: &text)
        case .template(let template):
            for part in template.parts {
                switch part {
                case .text(let literal): text.append(literal)
                case .interpolation(.variable(let use), let span): add(use, from: span, hidden: hidden, to: &text)
                case .interpolation(_, let span), .directive(_, let span):
                    text.add(source[span], from: span, .mystery("a part of it is computed", nil))
                }
            }
        case .list, .object, .conditional, .constant, .opaque: return nil
        }
        return text
    }

    private func add(_ use: HCLVariableUse, from span: Range<Int>, hidden: Set<String>, to text: inout BakeText) {
        let value = hidden.contains(use.name) ? nil : values[use.name]
        switch value ?? .unknown("\(use.name) has no value in the file") {
        case .known(let bytes): text.add(bytes, from: span, .variable(use))
        case .unknown(let reason): text.add(source[span], from: span, .mystery(reason, use))
        }
    }

    private mutating func evaluate(_ name: String, depth: Int) -> Value {
        if let value = values[name] { return value }
        guard let expression = defaults[name] else { return .unknown("\(name) has no value in the file") }
        let computed = Value.unknown("the value of \(name) is computed")
        values[name] = computed
        guard depth < Self.maximumDepth else { return computed }
        if case .constant(let text) = expression {
            values[name] = .known(Array(text.utf8))
            return .known(Array(text.utf8))
        }
        var uses: Set<HCLVariableUse> = []
        expression.collectUses(into: &uses)
        for use in uses { _ = evaluate(use.name, depth: depth + 1) }
        if let text = text(of: expression), text.bytes.count <= Self.maximumLength {
            values[name] = text.mystery(in: 0..<text.bytes.count).map { .unknown($0) } ?? .known(text.bytes)
        }
        return values[name] ?? computed
    }
}
