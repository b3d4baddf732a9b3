// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Makes references of the images and services of a pipeline.
struct GitLabCollector {
    /// One place in the file where a variable is named.
    private struct Use: Hashable {
        let scalar: ObjectIdentifier
        let offset: Int
    }

    /// A reference that is settled when all uses of variables are known.
    private struct Visit {
        let node: YAMLNode
        let role: ReferenceRole
        let meaning: FoundReference.Meaning?
        let editing: FoundReference.Editing
        /// The variables in whose values the reference stands.
        let holders: [String]
    }

    private let stream: YAMLStream
    private var collector: ReferenceCollector
    private var visits: [Visit] = []
    private var visited: Set<ObjectIdentifier> = []
    private var imageUses: [String: Set<Use>] = [:]
    /// Every job may repeat what is common to all; the same with the same outcome is settled once.
    private var outcomes: Set<Outcome> = []

    /// How many texts are looked at: every job looks at what is common to all.
    private var left = 500_000

    private struct Outcome: Hashable {
        let node: ObjectIdentifier
        let meaning: FoundReference.Meaning?
        let holders: [String]
    }

    init(_ text: SourceText, _ stream: YAMLStream) {
        self.stream = stream
        self.collector = ReferenceCollector(text, stream)
    }

    /// Visits all jobs, and what no job of the file uses.
    mutating func visit(_ pipeline: GitLabPipeline) throws(PinningError) {
        for job in pipeline.jobs { try visit(job, in: pipeline, again: true) }
        for job in pipeline.templates + [pipeline.common] { try visit(job, in: pipeline, again: false) }
        // Both places may be written; one of them counts.
        var other = pipeline.common
        other.image = pipeline.root.value("image")
        other.services = pipeline.root.value("services")
        try visit(other, in: pipeline, again: false)
    }

    /// Everything that was found, in the order of the bytes.
    mutating func references() -> [FoundReference] {
        let uses = visits.contains { !$0.holders.isEmpty } ? allUses() : [:]
        for visit in visits {
            let misused = visit.holders.first { imageUses[$0] != uses[$0] }
            collector.visit(
                visit.node,
                role: visit.role,
                meaning: visit.meaning,
                editing: misused.map { .lockOnly("\($0) is also used where no image stands") } ?? visit.editing
            )
        }
        return collector.references()
    }
}

// MARK: Places

extension GitLabCollector {
    private mutating func visit(
        _ job: GitLabPipeline.Job,
        in pipeline: GitLabPipeline,
        again: Bool
    ) throws(PinningError) {
        let variables = job.variables
        try visitImage(job.image, role: .image, variables, pipeline, again: again)
        try visitServices(job.services, variables, pipeline, again: again, depth: 0)
    }

    private mutating func visitServices(
        _ services: YAMLNode?,
        _ variables: GitLabVariables,
        _ pipeline: GitLabPipeline,
        again: Bool,
        depth: Int
    ) throws(PinningError) {
        guard let services, services.resolved.tag != Self.referenceTag else { return }
        for service in services.elements {
            if case .sequence = service.resolved.content, service.resolved.tag != Self.referenceTag, depth < 10 {
                try visitServices(service, variables, pipeline, again: again, depth: depth + 1)
            } else {
                try visitImage(service, role: .service, variables, pipeline, again: again)
            }
        }
    }

    private static let referenceTag = "!reference"

    private mutating func visitImage(
        _ node: YAMLNode?,
        role: ReferenceRole,
        _ variables: GitLabVariables,
        _ pipeline: GitLabPipeline,
        again: Bool
    ) throws(PinningError) {
        guard let node else { return }
        left -= 1
        guard left > 0 else { throw PinningError(.tooLarge, "the pipeline has too many images in too many jobs") }
        if node.resolved.tag == Self.referenceTag {
            visitReferenced(node, role: role, in: pipeline)
            return
        }
        guard let image = node.scalar == nil ? node.value("name") : node else { return }
        let isNew = visited.insert(ObjectIdentifier(image.resolved)).inserted
        guard isNew || again else { return }
        visitText(image, role: role, variables, holders: [])
    }

    /// Visits a text elsewhere in the file that `!reference` puts here; the images of jobs are visited there.
    private mutating func visitReferenced(_ reference: YAMLNode, role: ReferenceRole, in pipeline: GitLabPipeline) {
        let keys = reference.elements.compactMap(\.string)
        guard let last = keys.last, last != "image", last != "services" else { return }
        var node: YAMLNode? = pipeline.root
        for key in keys { node = node?.value(key) }
        guard let node, let text = node.string, visited.insert(ObjectIdentifier(node.resolved)).inserted else { return }
        let uses = GitLabVariableUse.all(in: Array(text.utf8))
        let reason =
            uses.isEmpty ? "the text is used through !reference" : "it holds variables and is used through !reference"
        let meaning: FoundReference.Meaning? = uses.isEmpty ? nil : .unknown(reason)
        visits.append(Visit(node: node, role: role, meaning: meaning, editing: .lockOnly(reason), holders: []))
    }

    /// Visits a text that is an image when its variables are replaced.
    private mutating func visitText(
        _ node: YAMLNode,
        role: ReferenceRole,
        _ variables: GitLabVariables,
        holders: [String]
    ) {
        guard let scalar = node.scalar else { return }
        let text = GitLabText(scalar.value, variables: variables)
        // A variable that is empty gets its value elsewhere, so that the place that uses it is the one to name.
        if let name = text.whole, let value = variables[name], value.string?.isEmpty == false, !holders.contains(name),
            holders.count < 16
        {
            let all = GitLabVariableUse.all(in: Array(scalar.value.utf8))
            imageUses[name, default: []].formUnion(
                all.map { Use(scalar: ObjectIdentifier(node.resolved), offset: $0.range.lowerBound) }
            )
            visitText(value, role: role, variables, holders: holders + [name])
            return
        }
        let meaning = text.isPlain ? nil : text.meaning
        let outcome = Outcome(node: ObjectIdentifier(node), meaning: meaning, holders: holders)
        guard outcomes.insert(outcome).inserted else { return }
        visits.append(
            Visit(
                node: node,
                role: role,
                meaning: meaning,
                editing: text.isPlain ? .inPlace : text.editing(of: scalar.value),
                holders: holders
            )
        )
    }
}

// MARK: Uses

extension GitLabCollector {
    /// Every place of the file where a variable is named, scripts and rules included.
    private func allUses() -> [String: Set<Use>] {
        var uses: [String: Set<Use>] = [:]
        var open = stream.documents
        while let node = open.popLast() {
            switch node.content {
            case .alias: break
            case .scalar(let scalar):
                for use in GitLabVariableUse.all(in: Array(scalar.value.utf8)) {
                    let place = Use(scalar: ObjectIdentifier(node), offset: use.range.lowerBound)
                    uses[use.name, default: []].insert(place)
                }
            case .sequence(let elements):
                open += elements
                if node.tag == Self.referenceTag, let last = elements.last, let name = last.string {
                    uses[name, default: []].insert(Use(scalar: ObjectIdentifier(last), offset: 0))
                }
            case .mapping(let entries):
                open += entries.flatMap { [$0.key, $0.value] }
            }
        }
        return uses
    }
}
