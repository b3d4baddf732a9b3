// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The variables that a job sees: those of the pipeline, of the jobs it extends, and its own.
struct GitLabVariables {
    /// The variables of each place, the one that counts last; all jobs that see them share them.
    private var layers: [[String: YAMLNode]]

    init(_ variables: [String: YAMLNode]) {
        self.layers = [variables]
    }

    /// The value of a variable.
    subscript(name: String) -> YAMLNode? {
        for layer in layers.reversed() {
            if let value = layer[name] { return value }
        }
        return nil
    }

    /// Puts variables before those that are there.
    mutating func override(with variables: [String: YAMLNode]) {
        if !variables.isEmpty { layers.append(variables) }
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
