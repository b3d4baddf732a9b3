// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The keys that stand twice in a mapping: some readers take the first, some the last, most refuse the file.
///
/// What stands under one of them is not known.
struct RepeatedKeys {
    private typealias Value = (span: Range<Int>, key: String)

    private var values: [Value] = []

    private init(_ stream: YAMLStream) {
        var open = stream.documents
        while let node = open.popLast() {
            switch node.content {
            case .scalar, .alias: continue
            case .sequence(let elements): open += elements
            case .mapping(let entries):
                for entry in entries where entry.value.height > 1 { open.append(entry.value) }
                note(entries)
            }
        }
    }

    /// The same references, of which those of the file that stand under repeated keys are unknown.
    static func settle(_ references: [FoundReference], in stream: YAMLStream, of path: String) -> [FoundReference] {
        guard !references.isEmpty else { return references }
        let doubtful = RepeatedKeys(stream).outermost
        guard !doubtful.isEmpty else { return references }
        return references.map { reference in
            guard reference.path == path, let value = value(around: reference.span, among: doubtful) else {
                return reference
            }
            var reference = reference
            reference.meaning = .unknown(reason(value.key))
            reference.editing = .lockOnly(reason(value.key))
            return reference
        }
    }

    /// The values that stand in no other, in the order of the bytes.
    private var outermost: [Value] {
        var result: [Value] = []
        for value in values.sorted(by: { $0.span.lowerBound < $1.span.lowerBound }) {
            guard let last = result.last, value.span.lowerBound < last.span.upperBound else {
                result.append(value)
                continue
            }
            if value.span.upperBound > last.span.upperBound { result[result.count - 1] = value }
        }
        return result
    }

    private static func value(around span: Range<Int>, among values: [Value]) -> Value? {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle].span.upperBound < span.upperBound { low = middle + 1 } else { high = middle }
        }
        guard low < values.count, values[low].span.lowerBound <= span.lowerBound else { return nil }
        return values[low]
    }

    static func reason(_ key: String) -> String { "the key \(key) stands twice" }

    private mutating func note(_ entries: [YAMLEntry]) {
        guard entries.count > 1 else { return }
        var seen: Set<String> = []
        var repeated: Set<String> = []
        for entry in entries where !entry.isMerge {
            guard let key = entry.key.string, !seen.insert(key).inserted else { continue }
            repeated.insert(key)
        }
        guard !repeated.isEmpty else { return }
        for entry in entries {
            guard let key = entry.key.string, repeated.contains(key) else { continue }
            values.append((entry.value.resolved.span, key))
        }
    }
}

extension YAMLNode {
    /// A key that stands twice in the mapping itself, of those that matter.
    func repeatedKey(among keys: Set<String>) -> String? {
        var seen: Set<String> = []
        for entry in entries where !entry.isMerge {
            guard let key = entry.key.string, keys.contains(key) else { continue }
            if !seen.insert(key).inserted { return key }
        }
        return nil
    }
}
