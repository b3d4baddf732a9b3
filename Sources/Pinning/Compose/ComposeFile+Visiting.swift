// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension ComposeFile {
    /// Says that a reference stands in a node, perhaps behind variables.
    ///
    /// - Parameters:
    ///   - node: The node as a lookup returned it.
    ///   - role: What the reference is for.
    ///   - prefix: What stands before it in the same text.
    ///   - range: The part of the text that holds it, where it is not all.
    ///   - platform: The platform that the file fixes for it.
    ///   - refusal: Why no digest may be written, where the format forbids it.
    ///   - project: The project, which keeps what is found in files of variables.
    func visit(
        _ node: YAMLNode?,
        role: ReferenceRole,
        after prefix: String = "",
        within range: Range<Int>? = nil,
        platform: Platform? = nil,
        refusal: String? = nil,
        for project: ComposeProject
    ) {
        guard let node, let scalar = node.scalar, !scalar.isNull else { return }
        let value = Array(scalar.value.utf8)
        var range = ASCIISpace.trimmed(range ?? 0..<value.count, in: value)
        var prefix = prefix
        if value[range].starts(with: prefix.utf8) {
            range = range.lowerBound + prefix.utf8.count..<range.upperBound
            prefix = ""
        }
        var place = ComposePlace(node: node, range: range, prefix: prefix, role: role, platform: platform)
        place.refusal = refusal
        guard value[range].contains(UInt8(ascii: "$")) else { return collect(place) }
        guard let template = ComposeTemplate(value, in: range) else {
            return collect(place, unknown: "its variables do not read as compose writes them")
        }
        project.variables.note(node, template.wholeNames)
        visit(place, template, of: value, for: project)
    }

    private func visit(
        _ place: ComposePlace,
        _ template: ComposeTemplate,
        of value: [UInt8],
        for project: ComposeProject
    ) {
        let environment = scope.environment
        if let failure = environment.failure { return collect(place, unknown: failure) }
        switch template.whole({ environment[$0] }) {
        case .text(let range)?:
            var place = place
            place.range = range
            collect(place)
        case .variable(let variable)?:
            if let reason = project.variables.add(variable, at: place) { collect(place, unknown: reason) }
        case nil:
            let limit = ComposeProject.maximumTextSize
            let result = ComposeInterpolation(template, of: value, limit: limit) { environment[$0]?.value }
            collect(place, result, written: String(decoding: value[place.range], as: UTF8.self))
        }
    }

    private func collect(_ place: ComposePlace) {
        if let text = place.node.string?.utf8.dropFirst(place.range.lowerBound).prefix(place.range.count),
            ComposePlace.isImageID(String(decoding: text, as: UTF8.self))
        {
            return collect(place, unknown: "an image's ID, not a reference")
        }
        collector.visit(
            place.node,
            role: place.role,
            after: place.prefix,
            within: place.range,
            editing: place.refusal.map { .lockOnly($0) } ?? .inPlace,
            platform: place.platform
        )
    }

    private func collect(_ place: ComposePlace, unknown reason: String) {
        // What only a prefix would make a reference may be anything.
        guard place.prefix.isEmpty else { return }
        collector.visit(
            place.node,
            role: place.role,
            within: place.range,
            meaning: .unknown(reason),
            editing: .lockOnly(reason),
            platform: place.platform
        )
    }

    /// A reference that is put together from several places.
    private func collect(_ place: ComposePlace, _ result: ComposeInterpolation, written: String) {
        if let obstacle = result.obstacle { return collect(place, unknown: obstacle) }
        guard result.text.hasPrefix(place.prefix) else { return }
        let meaning = ComposePlace.meaning(of: String(result.text.dropFirst(place.prefix.count)))
        collector.visit(
            place.node,
            role: place.role,
            within: place.range,
            meaning: meaning,
            editing: place.refusal.map { .lockOnly($0) }
                ?? ComposePlace.editing(of: meaning, written: written, from: result.names),
            platform: place.platform
        )
    }
}
