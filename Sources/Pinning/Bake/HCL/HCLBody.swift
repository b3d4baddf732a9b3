// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The inside of an HCL file or block: attributes and blocks, in order.
struct HCLBody: Sendable {
    var attributes: [HCLAttribute] = []
    var blocks: [HCLBlock] = []

    /// The values of an attribute: one, or all of them where JSON repeats a key.
    func values(_ name: String) -> [HCLExpression] {
        attributes.filter { $0.name == name }.map(\.value)
    }
}

/// A name with its value.
struct HCLAttribute: Sendable {
    let name: String
    let value: HCLExpression
}

/// A block, such as `target "app" { … }`.
struct HCLBlock: Sendable {
    let type: String
    let labels: [String]
    let body: HCLBody
}

/// A value of an HCL file, as far as references need it understood.
indirect enum HCLExpression: Sendable {
    /// A text, between quotes or as a heredoc.
    case template(HCLTemplate)
    /// A variable that stands by itself.
    case variable(HCLVariableUse)
    case list([HCLExpression])
    case object([HCLObjectItem])
    /// `condition ? one : other`.
    case conditional(HCLExpression, [HCLExpression])
    /// A number or a truth value, as written.
    case constant(String)
    /// Anything else: calls, operators, loops, with the values in it.
    case opaque([HCLExpression])
}

/// A place where a variable is used.
struct HCLVariableUse: Hashable, Sendable {
    let name: String
    /// The bytes of the name.
    let span: Range<Int>
}

/// A key of an object with its value.
struct HCLObjectItem: Sendable {
    /// The key when it is a name or a plain text.
    let name: String?
    /// The key when it has to be computed.
    let key: HCLExpression?
    let value: HCLExpression
}

/// A text with interpolations.
struct HCLTemplate: Sendable {
    enum Part: Sendable {
        case text(SpelledText)
        /// `${…}`, with all its bytes.
        case interpolation(HCLExpression, Range<Int>)
        /// `%{…}`, which makes the text depend on more than variables.
        case directive(HCLExpression, Range<Int>)
    }

    let parts: [Part]
    /// The bytes of the text, quotes and markers not included.
    let span: Range<Int>
}

extension HCLExpression {
    /// The values directly inside.
    var children: [HCLExpression] {
        switch self {
        case .variable, .constant: []
        case .list(let elements), .opaque(let elements): elements
        case .conditional(let condition, let branches): [condition] + branches
        case .object(let items): items.flatMap { [$0.key, $0.value].compactMap(\.self) }
        case .template(let template):
            template.parts.compactMap { part in
                switch part {
                case .text: nil
                case .interpolation(let expression, _), .directive(let expression, _): expression
                }
            }
        }
    }

    /// Every place below where a variable is used.
    func collectUses(into uses: inout Set<HCLVariableUse>) {
        if case .variable(let use) = self { uses.insert(use) }
        for child in children { child.collectUses(into: &uses) }
    }
}

extension HCLBody {
    /// Every place inside where a variable is used.
    func collectUses(into uses: inout Set<HCLVariableUse>) {
        for attribute in attributes { attribute.value.collectUses(into: &uses) }
        for block in blocks { block.body.collectUses(into: &uses) }
    }
}
