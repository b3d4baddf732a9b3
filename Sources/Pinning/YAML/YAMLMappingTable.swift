// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The values of a mapping by their keys.
struct YAMLMappingTable: Sendable {
    /// What the mapping merges into itself.
    let merges: [YAMLEntry]
    private let values: [String: YAMLNode]

    init(_ entries: [YAMLEntry]) {
        var values: [String: YAMLNode] = [:]
        var merges: [YAMLEntry] = []
        for entry in entries {
            if entry.isMerge {
                merges.append(entry)
            } else if let key = entry.key.scalar?.value, values[key] == nil {
                values[key] = entry.value
            }
        }
        self.values = values
        self.merges = merges
    }

    /// The value under a key that the mapping has itself; of a key that is written twice the first.
    subscript(key: String) -> YAMLNode? { values[key] }
}
