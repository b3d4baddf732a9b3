// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Makes references of the containers, services and steps of a workflow.
struct WorkflowCollector {
    /// A value of a matrix, which is settled when all uses of its variable are known.
    private struct Value {
        let node: YAMLNode
        let role: ReferenceRole
        let variable: String
        /// Whether copies of the job are left out by the value.
        let isCompared: Bool
    }

    private let stream: YAMLStream
    private var collector: ReferenceCollector
    private var values: [Value] = []
    /// How many values of matrices are looked at, as every service may name the same.
    private var left = 500_000
    /// The texts that are a variable of a matrix, by its name.
    private var uses: [String: Set<ObjectIdentifier>] = [:]

    init(_ text: SourceText, _ stream: YAMLStream) {
        self.stream = stream
        self.collector = ReferenceCollector(text, stream)
    }

    /// Visits a job.
    mutating func visit(job: YAMLNode) throws(PinningError) {
        let matrix = WorkflowMatrix(of: job)
        if let container = job.value("container") {
            try visit(container: container.value("image") ?? container, role: .jobContainer, matrix)
        }
        for service in job.value("services")?.mergedEntries ?? [] {
            try visit(container: service.value.value("image"), role: .service, matrix)
        }
        collector.visitSteps(job.value("steps"))
    }

    /// Everything that was found, in the order of the bytes.
    mutating func references() -> [FoundReference] {
        let all = values.isEmpty ? nil : WorkflowMatrix.Uses(stream)
        for value in values {
            let isImageOnly = all?.count(of: value.variable) == uses[value.variable.lowercased()]?.count
            let reason =
                value.isCompared
                ? "the matrix leaves copies of the job out by it"
                : isImageOnly ? nil : "matrix.\(value.variable) is also used where no image stands"
            let hasPrefix = value.node.string?.hasPrefix(ReferenceCollector.imagePrefix) ?? false
            collector.visit(
                text: value.node,
                role: value.role,
                after: hasPrefix ? ReferenceCollector.imagePrefix : "",
                editing: reason.map { .lockOnly($0) } ?? .inPlace
            )
        }
        return collector.references()
    }

    /// Visits an image that may be written with `docker://` or without, or be a variable of the matrix.
    private mutating func visit(container image: YAMLNode?, role: ReferenceRole, _ matrix: WorkflowMatrix)
        throws(PinningError)
    {
        guard let image, let text = image.string else { return }
        if let variable = WorkflowMatrix.variable(text), let written = matrix.values(of: variable) {
            uses[variable.lowercased(), default: []].insert(ObjectIdentifier(image.resolved))
            left -= written.count
            guard left > 0 else { throw PinningError(.tooLarge, "the matrices of the workflow have too many values") }
            let isCompared = matrix.excludes(by: variable)
            values += written.map { Value(node: $0, role: role, variable: variable, isCompared: isCompared) }
            return
        }
        let hasPrefix = text.hasPrefix(ReferenceCollector.imagePrefix)
        collector.visit(text: image, role: role, after: hasPrefix ? ReferenceCollector.imagePrefix : "")
    }
}

extension ReferenceCollector {
    /// What stands before an image where other things may be used too.
    static let imagePrefix = "docker://"

    /// Visits the steps of a job or an action: those that run an image say so.
    mutating func visitSteps(_ steps: YAMLNode?) {
        for step in steps?.elements ?? [] {
            visit(step.value("uses"), role: .step, after: Self.imagePrefix)
        }
    }
}
