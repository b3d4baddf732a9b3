// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension YAMLNode {
    /// How many mappings a lookup goes into through merge keys before it gives up.
    ///
    /// Aliases cannot form a circle, but merged mappings that merge others share them many times over.
    private static let mergeBound = 256

    /// The value under a key of a mapping, also behind an alias; nil when there is none or it is no mapping.
    ///
    /// Entries of the mapping come before those that `<<` merges into it, and earlier merged mappings before later ones. Of
    /// a key that is written twice the first counts: the programs that use such files refuse them.
    func value(_ key: String) -> YAMLNode? {
        var left = Self.mergeBound
        return value(key, left: &left)
    }

    /// All entries that a program sees: those of the mapping and those merged into it that it does not override.
    ///
    /// Entries whose key is no text are left out, merge keys too.
    var mergedEntries: [YAMLEntry] {
        var left = Self.mergeBound
        var seen: Set<String> = []
        var result: [YAMLEntry] = []
        collect(into: &result, seen: &seen, left: &left)
        return result
    }

    /// The text of a scalar, also behind an alias.
    var string: String? { scalar?.value }

    private func value(_ key: String, left: inout Int) -> YAMLNode? {
        let entries = entries
        let table = resolved.table
        let own = table.map { $0[key] } ?? entries.first { $0.key.scalar?.value == key && !$0.isMerge }?.value
        if let own { return own }
        for entry in table?.merges ?? entries where entry.isMerge {
            for source in entry.value.mergeSources {
                guard left > 0 else { return nil }
                left -= 1
                if let found = source.value(key, left: &left) { return found }
            }
        }
        return nil
    }

    private func collect(into result: inout [YAMLEntry], seen: inout Set<String>, left: inout Int) {
        let entries = entries
        for entry in entries where !entry.isMerge {
            guard let key = entry.key.string, seen.insert(key).inserted else { continue }
            result.append(entry)
        }
        for entry in entries where entry.isMerge {
            for source in entry.value.mergeSources where left > 0 {
                left -= 1
                source.collect(into: &result, seen: &seen, left: &left)
            }
        }
    }

    /// The mappings that stand under a merge key: one, or a list of them.
    private var mergeSources: [YAMLNode] {
        switch resolved.content {
        case .mapping: [self]
        case .sequence(let elements): elements
        case .scalar, .alias: []
        }
    }
}

extension YAMLEntry {
    /// Whether the entry merges other mappings into its own: a plain `<<`.
    var isMerge: Bool {
        guard case .scalar(let scalar) = key.content else { return false }
        return scalar.value == "<<" && (scalar.style == .plain || key.tag == "!!merge") && key.tag != "!!str"
    }
}
