// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The variables that a job sees: those of the pipeline, of the jobs it extends, and its own.
struct GitLabVariables {
    /// The variables of each place, the one that counts last; all jobs that see them share them.
    private var layers: [[String: YAMLNode]]
    /// The variables that stand twice, of which nobody knows the value.
    var doubtful: Set<String> = []
    /// The values that the copies of a job have for the variables of its matrix.
    var matrix: [String: [YAMLNode]] = [:]

    init(_ variables: [String: YAMLNode]) {
        self.layers = [variables]
    }

    /// The value of a variable.
    subscript(name: String) -> YAMLNode? {
        guard matrix[name] == nil, !doubtful.contains(name) else { return nil }
        for layer in layers.reversed() {
            if let value = layer[name] { return value }
        }
        return nil
    }

    /// Puts variables before those that are there.
    mutating func override(with variables: [String: YAMLNode]) {
        if !variables.isEmpty { layers.append(variables) }
    }

    /// Why a variable has no value.
    func obstacle(_ name: String) -> String {
        if matrix[name] != nil { return "the matrix decides \(name)" }
        return doubtful.contains(name) ? RepeatedKeys.reason(name) : "\(name) has no value in the file"
    }

    /// The values that the matrix of a job has for each variable; nil when the job has none.
    static func matrix(of job: YAMLNode) -> [String: [YAMLNode]]? {
        guard let rows = job.value("parallel")?.value("matrix")?.elements else { return nil }
        var matrix: [String: [YAMLNode]] = [:]
        for entry in rows.flatMap(\.mergedEntries) {
            guard let name = entry.key.string else { continue }
            matrix[name, default: []] += entry.value.scalar == nil ? entry.value.elements : [entry.value]
        }
        return matrix
    }

    /// The variables that a job or pipeline declares twice.
    static func repeated(in node: YAMLNode) -> [String] {
        var seen: Set<String> = []
        return (node.value("variables")?.entries ?? []).compactMap(\.key.string).filter { !seen.insert($0).inserted }
    }

    /// The variables that a job or pipeline declares, each as a text or with its value under `value`.
    static func entries(of node: YAMLNode) -> [String: YAMLNode] {
        var result: [String: YAMLNode] = [:]
        for entry in node.value("variables")?.mergedEntries ?? [] {
            guard let name = entry.key.string else { continue }
            result[name] = entry.value.value("value") ?? entry.value
        }
        return result
    }
}
