// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A value of a JSON file, with the bytes it was read from.
struct JSONCNode: Sendable {
    indirect enum Content: Sendable {
        case text(SpelledText)
        /// A number, `true`, `false` or `null`.
        case literal
        case array([JSONCNode])
        case object([JSONCMember])
    }

    let content: Content
    /// The bytes of the value, quotes and brackets included.
    let span: Range<Int>

    /// The text, when the value is one.
    var text: SpelledText? {
        guard case .text(let text) = content else { return nil }
        return text
    }

    /// The elements of an array; none for anything else.
    var elements: [JSONCNode] {
        guard case .array(let elements) = content else { return [] }
        return elements
    }

    /// The members of an object as they are written; none for anything else.
    var members: [JSONCMember] {
        guard case .object(let members) = content else { return [] }
        return members
    }

    /// The texts of a value that is a text or a list of texts.
    var texts: [SpelledText] {
        text.map { [$0] } ?? elements.compactMap(\.text)
    }

    /// The values under a key, all of them: readers differ in which of two counts.
    func values(_ key: String) -> [JSONCNode] {
        members.filter { $0.key.value == key }.map(\.value)
    }
}

/// A key of an object with its value.
struct JSONCMember: Sendable {
    let key: SpelledText
    /// The bytes of the key, quotes included.
    let keySpan: Range<Int>
    let value: JSONCNode
}

extension JSONCNode {
    /// Adds the value's pieces, in the order of the bytes.
    func describe(in bytes: [UInt8], to elements: inout [StructureElement]) {
        switch content {
        case .text(let text):
            elements.append(StructureElement(kind: "string", value: text.value, span: span))
        case .literal:
            let value = String(decoding: bytes[span], as: UTF8.self)
            elements.append(StructureElement(kind: "literal", value: value, span: span))
        case .array(let nodes):
            elements.append(StructureElement(kind: "array", value: "", span: span.prefix(1)))
            for node in nodes { node.describe(in: bytes, to: &elements) }
            elements.append(StructureElement(kind: "end", value: "", span: span.suffix(1)))
        case .object(let members):
            elements.append(StructureElement(kind: "object", value: "", span: span.prefix(1)))
            for member in members {
                elements.append(StructureElement(kind: "key", value: member.key.value, span: member.keySpan))
                member.value.describe(in: bytes, to: &elements)
            }
            elements.append(StructureElement(kind: "end", value: "", span: span.suffix(1)))
        }
    }
}
