// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A pipeline: what applies to all jobs, and the jobs.
struct GitLabPipeline {
    /// The keys of a pipeline that are no jobs.
    private static let keywords: Set<String> = [
        "after_script", "before_script", "cache", "default", "image", "include", "services", "spec", "stages", "types",
        "variables", "workflow",
    ]
    private static let maximumDepth = 11

    /// A job as it runs, with what it takes over from others.
    struct Job {
        var image: YAMLNode?
        var services: YAMLNode?
        var variables: GitLabVariables
    }

    /// A job as it is written.
    private struct Named {
        let node: YAMLNode
        let variables: [String: YAMLNode]
        let doubtful: [String]
        let matrix: [String: [YAMLNode]]?

        init(_ node: YAMLNode) {
            self.node = node
            self.variables = GitLabVariables.entries(of: node)
            self.doubtful = GitLabVariables.repeated(in: node)
            self.matrix = GitLabVariables.matrix(of: node)
        }
    }

    let root: YAMLNode
    /// What every job has unless it says otherwise.
    let common: Job
    private let entries: [(name: String, node: YAMLNode)]
    private var named: [String: Named] = [:]

    /// Reads a pipeline.
    ///
    /// - Parameters:
    ///   - root: Its document.
    ///   - inherited: The variables that other files of the pipeline give it.
    init(_ root: YAMLNode, inherited: [String: YAMLNode] = [:]) {
        self.root = root
        let defaults = root.value("default")
        var variables = GitLabVariables(inherited)
        variables.override(with: GitLabVariables.entries(of: root))
        variables.doubtful = Set(GitLabVariables.repeated(in: root))
        self.common = Job(
            image: defaults?.value("image") ?? root.value("image"),
            services: defaults?.value("services") ?? root.value("services"),
            variables: variables
        )
        self.entries = root.mergedEntries.compactMap { entry in
            guard let name = entry.key.string, !Self.keywords.contains(name), !entry.value.entries.isEmpty else {
                return nil
            }
            return (name, entry.value)
        }
        for entry in entries { named[entry.name] = Named(entry.node) }
    }

    /// The jobs that run.
    var jobs: [Job] { entries.filter { !$0.name.hasPrefix(".") }.map { job($0.name, over: common) } }

    /// The jobs that others may extend.
    var templates: [Job] {
        let base = Job(variables: common.variables)
        return entries.filter { $0.name.hasPrefix(".") }.map { job($0.name, over: base) }
    }

    private func job(_ name: String, over base: Job) -> Job {
        var job = base
        var left = 64
        apply(name, to: &job, depth: 0, left: &left)
        return job
    }

    /// Puts what a job says over what it extends, bounded as jobs may extend each other many times over.
    private func apply(_ name: String, to job: inout Job, depth: Int, left: inout Int) {
        guard let named = named[name], depth < Self.maximumDepth, left > 0 else { return }
        left -= 1
        let node = named.node
        let extended = node.value("extends")
        for parent in [extended].compactMap({ $0?.string }) + (extended?.elements ?? []).compactMap(\.string) {
            apply(parent, to: &job, depth: depth + 1, left: &left)
        }
        if let image = node.value("image") { job.image = image }
        if let services = node.value("services") { job.services = services }
        job.variables.override(with: named.variables)
        job.variables.doubtful.formUnion(named.doubtful)
        if let matrix = named.matrix { job.variables.matrix = matrix }
    }
}
