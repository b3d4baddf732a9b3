// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Bake files in JSON: the same attributes and blocks, with interpolations in texts.
struct BakeJSON {
    private static let blocks: Set<String> = ["variable", "target", "group", "function"]

    let source: [UInt8]

    func body(of root: JSONCNode) throws(PinningError) -> HCLBody {
        var body = HCLBody()
        for member in root.members {
            let type = member.key.value
            guard Self.blocks.contains(type) else {
                body.attributes.append(HCLAttribute(name: type, value: try expression(member.value)))
                continue
            }
            for labelled in member.value.members {
                for node in labelled.value.elements + [labelled.value] where !node.members.isEmpty {
                    let block = try attributes(of: node)
                    body.blocks.append(HCLBlock(type: type, labels: [labelled.key.value], body: block))
                }
            }
        }
        return body
    }

    private func attributes(of node: JSONCNode) throws(PinningError) -> HCLBody {
        var body = HCLBody()
        for member in node.members {
            body.attributes.append(HCLAttribute(name: member.key.value, value: try expression(member.value)))
        }
        return body
    }

    private func expression(_ node: JSONCNode) throws(PinningError) -> HCLExpression {
        switch node.content {
        case .literal:
            let text = String(decoding: source[node.span], as: UTF8.self)
            return text == "null" ? .opaque([]) : .constant(text)
        case .text(let text): return .template(try template(text))
        case .array(let nodes):
            var elements: [HCLExpression] = []
            for node in nodes { elements.append(try expression(node)) }
            return .list(elements)
        case .object(let members):
            var items: [HCLObjectItem] = []
            for member in members {
                items.append(HCLObjectItem(name: member.key.value, key: nil, value: try expression(member.value)))
            }
            return .object(items)
        }
    }

    /// Reads the interpolations of a text, and puts everything where the file spells it.
    private func template(_ text: SpelledText) throws(PinningError) -> HCLTemplate {
        let inner: HCLTemplate
        do throws(PinningError) {
            inner = try HCLReader.template(text.bytes)
        } catch {
            throw PinningError(error.code, error.message, offset: text.span.lowerBound)
        }
        let parts = inner.parts.map { part -> HCLTemplate.Part in
            switch part {
            case .text(let literal): .text(literal.relocated(through: text))
            case .interpolation(let expression, let span):
                .interpolation(relocated(expression, text), text.extent(of: span))
            case .directive(let expression, let span):
                .directive(relocated(expression, text), text.extent(of: span))
            }
        }
        return HCLTemplate(parts: parts, span: text.span)
    }

    /// The variables of an expression where the file spells them; of anything but a variable, only that they are used.
    private func relocated(_ expression: HCLExpression, _ text: SpelledText) -> HCLExpression {
        if case .variable(let use) = expression {
            return .variable(HCLVariableUse(name: use.name, span: text.extent(of: use.span)))
        }
        return .opaque(expression.children.map { relocated($0, text) })
    }
}

extension SpelledText {
    /// The bytes of the file from the beginning to the end of a range, whatever stands between.
    fileprivate func extent(of range: Range<Int>) -> Range<Int> {
        if let source = source(of: range) { return source }
        let start = offset(of: range.lowerBound)
        return start..<max(start, offset(of: range.upperBound))
    }

    /// The text where another text, in which it was read, stands in the file.
    fileprivate func relocated(through outer: SpelledText) -> SpelledText {
        var result = SpelledText(at: outer.offset(of: span.lowerBound))
        result.relocate(self, through: outer)
        return result
    }

    private mutating func relocate(_ inner: SpelledText, through outer: SpelledText) {
        var position = 0
        for piece in inner.pieces {
            append(inner.bytes[position..<piece.value], for: span)
            position = piece.value
            for spelled in outer.pieces[outer.firstPiece(endingAfter: piece.source)...] {
                let low = max(piece.source, spelled.value)
                let high = min(piece.source + piece.count, spelled.value + spelled.count)
                guard low < high else { break }
                let start = piece.value + low - piece.source
                append(inner.bytes[position..<start], for: span)
                let source = spelled.source + low - spelled.value
                append(inner.bytes[start..<start + high - low], at: source)
                position = start + high - low
            }
        }
        append(inner.bytes[position...], for: span)
    }
}
