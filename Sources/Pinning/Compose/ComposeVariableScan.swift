// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Looks through files for the places where variables are used other than as a whole reference.
struct ComposeVariableScan {
    /// A byte where each variable is used.
    var others: [String: Int] = [:]

    /// The variables that may be all of a reference, by the node where they are.
    private var whole: [ObjectIdentifier: Set<String>] = [:]
    /// The same for texts that were reached by an alias.
    private var aliased: [ObjectIdentifier: Set<String>] = [:]

    /// Notes the variables that may be all of a reference in a node.
    mutating func note(_ node: YAMLNode, _ names: Set<String>) {
        guard !names.isEmpty else { return }
        whole[ObjectIdentifier(node), default: []].formUnion(names)
        if node !== node.resolved { aliased[ObjectIdentifier(node.resolved), default: []].formUnion(names) }
    }

    /// Looks through a document.
    mutating func look(at node: YAMLNode, isKept: Bool = false) {
        switch node.content {
        case .scalar(let scalar): look(at: scalar, in: node, isKept: isKept)
        case .alias(_, let target):
            if case .scalar(let scalar) = target.content { look(at: scalar, in: node, isKept: false) }
        case .sequence(let elements):
            for element in elements { look(at: element, isKept: isKept) }
        case .mapping(let entries):
            for entry in entries {
                let key = entry.key.string ?? ""
                look(at: entry.value, isKept: isKept || key.hasPrefix("x-"))
                if key == "environment" || key == "args" { look(atPassed: entry.value) }
            }
        }
    }

    /// A text that is only kept for others counts as they use it.
    private mutating func look(at scalar: YAMLScalar, in node: YAMLNode, isKept: Bool) {
        guard scalar.value.utf8.contains(UInt8(ascii: "$")) else { return }
        let value = Array(scalar.value.utf8)
        guard let template = ComposeTemplate(value, in: 0..<value.count) else { return }
        let place = ObjectIdentifier(node)
        let names = whole[place] ?? (isKept ? aliased[place] : nil) ?? []
        for name in template.names.subtracting(names) {
            note(name, node)
        }
    }

    /// A name without a value takes it from the variables.
    private mutating func look(atPassed node: YAMLNode) {
        for element in node.elements {
            guard let name = element.string, !name.utf8.contains(UInt8(ascii: "=")) else { continue }
            note(name, element)
        }
        for entry in node.entries where entry.value.scalar?.isNull == true {
            if let name = entry.key.string { note(name, entry.key) }
        }
    }

    private mutating func note(_ name: String, _ node: YAMLNode) {
        if others[name] == nil { others[name] = node.span.lowerBound }
    }
}
