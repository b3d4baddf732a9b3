// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A key that stands twice in a mapping, which readers of YAML refuse or take differently.
struct DuplicateKey {
    private let name: String
    /// Where it stands; nothing where it could not be found again.
    private let offsets: [Int]

    /// Finds the first of some keys that stands twice in a mapping.
    ///
    /// - Parameters:
    ///   - stream: The file.
    ///   - names: The keys that another reader says stand twice.
    /// - Returns: One of them; if none is found, the first of them without its places.
    static func first(in stream: YAMLStream, named names: [String]) -> DuplicateKey {
        for document in stream.documents {
            if let found = first(in: document, named: names) { return found }
        }
        return DuplicateKey(name: names.first ?? "", offsets: [])
    }

    /// Looks into a value, but not behind aliases: what they stand for is looked into where it is written.
    private static func first(in node: YAMLNode, named names: [String]) -> DuplicateKey? {
        switch node.content {
        case .scalar, .alias: return nil
        case .sequence(let elements):
            for element in elements {
                if let found = first(in: element, named: names) { return found }
            }
        case .mapping(let entries):
            for name in names {
                let keys = entries.filter { $0.key.scalar?.value.utf8.elementsEqual(name.utf8) == true }
                if keys.count > 1 { return DuplicateKey(name: name, offsets: keys.map(\.key.span.lowerBound)) }
            }
            for entry in entries {
                if let found = first(in: entry.key, named: names) { return found }
                if let found = first(in: entry.value, named: names) { return found }
            }
        }
        return nil
    }

    /// The error about it.
    func error(in text: SourceText) -> PinningError {
        let table = LineTable(text)
        let lines = offsets.prefix(2).map { String(table.position(of: $0).line) }
        let places = lines.isEmpty ? "" : " (lines \(lines.joined(separator: " and ")))"
        return PinningError(
            .unproven,
            "the key \(name) stands twice\(places); remove one",
            offset: offsets.dropFirst().first
        )
    }
}
