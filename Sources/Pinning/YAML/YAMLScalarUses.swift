// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where the texts of a YAML file are used: at their own place and under each of their aliases.
struct YAMLScalarUses {
    /// The places of every scalar that has aliases, without those where it is only kept for others.
    private var places: [ObjectIdentifier: Set<ObjectIdentifier>] = [:]
    private var visited: Set<ObjectIdentifier> = []

    init(_ stream: YAMLStream) {
        for alias in stream.aliases {
            guard case .alias(_, let node) = alias.content, case .scalar = node.content else { continue }
            places[ObjectIdentifier(node), default: [ObjectIdentifier(node)]].insert(ObjectIdentifier(alias))
        }
        guard !places.isEmpty else { return }
        for document in stream.documents { forgetKept(in: document, isKept: false) }
    }

    /// Notes that an image stands at a place.
    mutating func visit(_ node: YAMLNode) { visited.insert(ObjectIdentifier(node)) }

    /// Whether an image stands wherever a scalar is used.
    func areAllVisited(of scalar: ObjectIdentifier) -> Bool {
        guard let places = places[scalar] else { return true }
        return places.isSubset(of: visited)
    }

    /// Takes out the places that mean nothing by themselves: those below a key that only keeps things for others, unless
    /// the others take a mapping or list that the place is in.
    private mutating func forgetKept(in node: YAMLNode, isKept: Bool) {
        switch node.content {
        case .scalar:
            if isKept { places[ObjectIdentifier(node)]?.remove(ObjectIdentifier(node)) }
        case .alias: break
        case .sequence(let elements):
            for element in elements { forgetKept(in: element, isKept: isKept && node.anchor == nil) }
        case .mapping(let entries):
            for entry in entries {
                let isBelow = isKept && node.anchor == nil
                forgetKept(in: entry.key, isKept: false)
                forgetKept(in: entry.value, isKept: isBelow || Self.keepsForOthers(entry))
            }
        }
    }

    /// Whether nothing is read under a key but through aliases.
    ///
    /// What stands under `.name` in a GitLab pipeline may be extended when it is a mapping.
    private static func keepsForOthers(_ entry: YAMLEntry) -> Bool {
        guard let key = entry.key.string else { return false }
        if case .mapping = entry.value.content { return key.hasPrefix("x-") }
        return key.hasPrefix("x-") || key.hasPrefix(".")
    }
}
