// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension BakeCollector {
    /// What is known of an expression where it is looked at.
    struct Visit {
        var writing: Writing
        let role: ReferenceRole
        let hidden: Set<String>
        /// The variable whose value is looked at.
        var holder: String?
        /// In how many variables' values this lies.
        var depth = 0
    }

    /// One way of looking at a variable's value.
    struct Look: Hashable {
        let name: String
        let writing: Writing
        let role: ReferenceRole
    }

    /// Looks at an expression that gives images.
    mutating func visit(_ expression: HCLExpression, _ visit: Visit) {
        switch expression {
        case .conditional(_, let branches):
            for branch in branches { self.visit(branch, visit) }
        case .list(let elements):
            for element in elements { self.visit(element, visit) }
        case .object(let items):
            guard visit.writing == .cache, isRegistry(items) else { return }
            var inner = visit
            inner.writing = .reference
            for item in items where item.name == "ref" { self.visit(item.value, inner) }
        case .template, .variable: visitText(expression, visit)
        case .constant: break
        case .opaque(let parts):
            for part in parts { visitPart(part, visit) }
        }
    }

    private func isRegistry(_ items: [HCLObjectItem]) -> Bool {
        items.contains { item in
            guard item.name == "type", case .template(let type) = item.value else { return false }
            return type.literal?.value == "registry"
        }
    }

    /// Looks into what a function or an operator is given: lists keep their elements, texts become something else.
    private mutating func visitPart(_ part: HCLExpression, _ visit: Visit) {
        switch part {
        case .list: self.visit(part, visit)
        case .template:
            guard let text = variables.text(of: part, hidden: visit.hidden),
                text.bytes.starts(with: (visit.writing == .cache ? "type=registry" : Self.contextPrefix).utf8)
            else { return }
            for range in references(in: text, visit.writing) {
                var entry = text.entry(range, in: file, meaning: .unknown("it is computed"), role: visit.role)
                entry.editing = .lockOnly("it is computed")
                add(entry, in: visit.holder)
            }
        case .opaque(let parts):
            for part in parts { visitPart(part, visit) }
        case .conditional(_, let branches):
            for branch in branches { visitPart(branch, visit) }
        case .object, .variable, .constant: break
        }
    }

    private mutating func visitText(_ expression: HCLExpression, _ visit: Visit) {
        guard let text = variables.text(of: expression, hidden: visit.hidden) else { return }
        for range in references(in: text, visit.writing) {
            if range.isEmpty {
                addEmpty(range, of: text, visit)
            } else if let (use, writing) = holder(of: range, in: text, visit), let value = variables.defaults[use.name]
            {
                imageUses[use.name, default: []].insert(use)
                if let name = visit.holder { outer[use.name, default: []].insert(name) }
                guard seen.insert(Look(name: use.name, writing: writing, role: visit.role)).inserted else { continue }
                let inner = Visit(
                    writing: writing,
                    role: visit.role,
                    hidden: [],
                    holder: use.name,
                    depth: visit.depth + 1
                )
                self.visit(value, inner)
            } else {
                let entry = text.entry(range, in: file, meaning: .init(text.bytes[range]), role: visit.role)
                add(entry, in: visit.holder)
            }
        }
    }

    /// Adds a place that only gets an image where the file is used: the variable there is empty.
    private mutating func addEmpty(_ range: Range<Int>, of text: BakeText, _ visit: Visit) {
        for segment in text.segments where segment.range == range {
            guard case .variable(let use) = segment.origin else { continue }
            let reason = "\(use.name) is empty in the file"
            let reference = FoundReference(
                path: file.path,
                span: segment.source,
                written: file.text(in: segment.source) ?? "",
                role: visit.role,
                meaning: .unknown(reason),
                editing: .lockOnly(reason)
            )
            add(reference, in: visit.holder)
        }
    }

    /// The variable that holds a reference as a whole, and how it is written there.
    private func holder(
        of range: Range<Int>,
        in text: BakeText,
        _ visit: Visit
    ) -> (use: HCLVariableUse, writing: Writing)? {
        guard visit.depth < BakeVariables.maximumDepth, let segment = text.segments(in: range).first,
            segment.range.clamped(to: range) == range
        else {
            return nil
        }
        let writing: Writing
        if segment.range == range {
            writing = range.count == text.bytes.count ? visit.writing : .reference
        } else if segment.range.count == text.bytes.count {
            writing = visit.writing
        } else {
            return nil
        }
        switch segment.origin {
        case .variable(let use): return (use, writing)
        case .mystery(_, .some(let use)):
            guard case .conditional = variables.defaults[use.name], !visit.hidden.contains(use.name) else { return nil }
            return (use, writing)
        case .mystery, .spelled: return nil
        }
    }

    private func references(in text: BakeText, _ writing: Writing) -> [Range<Int>] {
        switch writing {
        case .reference: return [text.trimmed(text.bytes.indices)]
        case .cache:
            return CommaFields(SpelledText(text.bytes), in: text.bytes.indices).cacheReferences.map(text.trimmed)
        case .context:
            guard text.bytes.starts(with: Self.contextPrefix.utf8) else { return [] }
            return [text.trimmed(Self.contextPrefix.utf8.count..<text.bytes.count)]
        }
    }
}
