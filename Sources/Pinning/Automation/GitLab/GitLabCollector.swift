// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Makes references of the images and services of a pipeline.
struct GitLabCollector {
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
    /// The variables of other files, whose texts are not in this one.
    private let inherited: Set<ObjectIdentifier>
    /// The variables that are named in other files, with one of them.
    private let usedElsewhere: [String: String]
    private var collector: ReferenceCollector
    private var visits: [Visit] = []
    private var visited: Set<ObjectIdentifier> = []
    private var imageUses: [String: Set<GitLabPlace>] = [:]
    /// Every job may repeat what is common to all; the same with the same outcome is settled once.
    private var outcomes: Set<Outcome> = []

    /// How many texts are looked at: every job looks at what is common to all.
    private var left = 500_000

    private struct Outcome: Hashable {
        let node: ObjectIdentifier
        let meaning: FoundReference.Meaning?
        let holders: [String]
    }

    /// Creates a collector.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - stream: Its documents.
    ///   - inherited: The variables of other files of the pipeline.
    ///   - usedElsewhere: The variables that are named in other files, with the path of one of them.
    init(
        _ text: SourceText,
        _ stream: YAMLStream,
        inherited: [String: YAMLNode] = [:],
        usedElsewhere: [String: String] = [:]
    ) {
        self.stream = stream
        self.inherited = Set(inherited.values.map { ObjectIdentifier($0) })
        self.usedElsewhere = usedElsewhere
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
        let uses = visits.contains { !$0.holders.isEmpty } ? GitLabPlace.all(in: stream) : [:]
        for visit in visits {
            let misused = visit.holders.first { imageUses[$0] != uses[$0] }
            let elsewhere = visit.holders.first { usedElsewhere[$0] != nil }
            let obstacle =
                misused.map { "\($0) is also used where no image stands" }
                ?? elsewhere.map { "\($0) is also used in \(usedElsewhere[$0] ?? "")" }
            collector.visit(
                text: visit.node,
                role: visit.role,
                meaning: visit.meaning,
                editing: obstacle.map { .lockOnly($0) } ?? visit.editing
            )
        }
        return collector.references()
    }

    /// Visits what includes a file that is not known.
    mutating func visit(missing include: YAMLNode, _ reason: String) {
        collector.visit(include, role: .image, meaning: .unknown(reason), editing: .lockOnly(reason))
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
        guard let services, services.resolved.tag != GitLabPlace.referenceTag else { return }
        for service in services.elements {
            if case .sequence = service.resolved.content, service.resolved.tag != GitLabPlace.referenceTag, depth < 10 {
                try visitServices(service, variables, pipeline, again: again, depth: depth + 1)
            } else {
                try visitImage(service, role: .service, variables, pipeline, again: again)
            }
        }
    }

    private mutating func visitImage(
        _ node: YAMLNode?,
        role: ReferenceRole,
        _ variables: GitLabVariables,
        _ pipeline: GitLabPipeline,
        again: Bool
    ) throws(PinningError) {
        guard let node else { return }
        left -= 1
        if node.resolved.tag == GitLabPlace.referenceTag {
            visitReferenced(node, role: role, in: pipeline)
            return
        }
        guard let image = node.scalar == nil ? node.value("name") : node else { return }
        let isNew = visited.insert(ObjectIdentifier(image.resolved)).inserted
        guard isNew || again else { return }
        try visitText(image, role: role, variables, holders: [])
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
    ) throws(PinningError) {
        left -= 1
        guard left > 0 else { throw PinningError(.tooLarge, "the pipeline has too many images in too many jobs") }
        guard let scalar = node.scalar else { return }
        let text = GitLabText(scalar.value, variables: variables)
        // A variable that is empty gets its value elsewhere, so that the place that uses it is the one to name.
        if let name = text.whole, !holders.contains(name), holders.count < 16 {
            let values = holdingValues(of: name, variables)
            let all = values.isEmpty ? [] : GitLabVariableUse.all(in: Array(scalar.value.utf8))
            imageUses[name, default: []].formUnion(
                all.map { GitLabPlace(scalar: ObjectIdentifier(node.resolved), offset: $0.range.lowerBound) }
            )
            for value in values { try visitText(value, role: role, variables, holders: holders + [name]) }
            guard values.isEmpty else { return }
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

// MARK: Variables

extension GitLabCollector {
    /// The texts of the file that a variable stands for; none when the place that uses it is the one to name.
    private func holdingValues(of name: String, _ variables: GitLabVariables) -> [YAMLNode] {
        if let values = variables.matrix[name] {
            return values.allSatisfy { $0.string?.isEmpty == false } ? values : []
        }
        guard let value = variables[name], value.string?.isEmpty == false,
            !inherited.contains(ObjectIdentifier(value))
        else { return [] }
        return [value]
    }
}
