// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Finds by which keys a values file reaches the references in it, through aliases and merge keys too.
struct ValuePaths {
    /// The most values that are visited: aliases can make a small file a large one.
    private static let maximumVisits = 200_000

    /// One way to a value.
    struct Place {
        /// The keys from the top.
        let path: [String]
        /// The value as it is.
        let text: String
        /// Whether a list lies on the way.
        let isInList: Bool
    }

    private let references: ReferencesBySpan
    private var found: [Range<Int>: [Place]] = [:]
    private var visits = 0

    init(_ references: ReferencesBySpan) {
        self.references = references
    }

    /// Every way to a reference; none when the walk did not come by it.
    func places(of reference: FoundReference) -> [Place] {
        guard references.first(within: reference.span) == reference else { return [] }
        return found[reference.span] ?? []
    }

    /// Visits every value of a document.
    ///
    /// - Throws: ``PinningError/Code/tooLarge`` when aliases make it too many.
    mutating func walk(_ document: YAMLNode) throws(PinningError) {
        var path: [String] = []
        try walk(document, &path, isInList: false)
    }

    private mutating func walk(_ node: YAMLNode, _ path: inout [String], isInList: Bool) throws(PinningError) {
        visits += 1
        guard visits <= Self.maximumVisits else {
            throw PinningError(.tooLarge, "its aliases make more than \(Self.maximumVisits) values of it")
        }
        let node = node.resolved
        switch node.content {
        case .scalar(let scalar):
            guard let reference = references.first(within: node.span) else { return }
            let place = Place(path: path, text: scalar.value, isInList: isInList)
            found[reference.span, default: []].append(place)
        case .sequence(let elements):
            for element in elements { try walk(element, &path, isInList: true) }
        case .mapping:
            for entry in node.mergedEntries {
                guard let key = entry.key.string else { continue }
                path.append(key)
                try walk(entry.value, &path, isInList: isInList)
                path.removeLast()
            }
        case .alias: return
        }
    }
}
