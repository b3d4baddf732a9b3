// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The values that the copies of a job have for the variables of its matrix, and where a workflow names these.
struct WorkflowMatrix {
    /// How often the variables of matrices are named in a workflow.
    struct Uses {
        private var counts: [String: Int] = [:]
        /// Whether a matrix is used as a whole somewhere.
        private var isOpaque = false

        /// Looks at all texts of a file.
        init(_ stream: YAMLStream) {
            var open = stream.documents
            while let node = open.popLast() {
                switch node.content {
                case .scalar(let scalar): note(scalar.value)
                case .alias: continue
                case .sequence(let elements): open += elements
                case .mapping(let entries): open += entries.map(\.value)
                }
            }
        }

        /// How often a variable is named; nil when that is not known.
        func count(of name: String) -> Int? { isOpaque ? nil : counts[name.lowercased()] ?? 0 }

        /// Finds `matrix.name` in a text; the names are the same in small letters and capitals.
        private mutating func note(_ text: String) {
            let word = Array("matrix".utf8)
            guard text.utf8.count > word.count else { return }
            let bytes = text.utf8.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
            var index = 0
            while index + word.count < bytes.count {
                guard bytes[index] == word[0], bytes[index...].starts(with: word),
                    index == 0 || !Self.isName(bytes[index - 1])
                else {
                    index += 1
                    continue
                }
                index += word.count
                guard index < bytes.count, !Self.isName(bytes[index]) else { continue }
                let end = bytes[(index + 1)...].firstIndex { !Self.isName($0) } ?? bytes.count
                if bytes[index] == UInt8(ascii: "."), end > index + 1 {
                    counts[String(decoding: bytes[(index + 1)..<end], as: UTF8.self), default: 0] += 1
                    index = end
                } else if bytes[index] == UInt8(ascii: "[") || bytes[index] == UInt8(ascii: ")") {
                    isOpaque = true
                }
            }
        }

        private static func isName(_ byte: UInt8) -> Bool {
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || byte == UInt8(ascii: "_")
                || byte == UInt8(ascii: "-")
        }
    }

    private let matrix: YAMLNode?

    init(of job: YAMLNode) { self.matrix = job.value("strategy")?.value("matrix") }

    /// The variable that is all of a text: `${{ matrix.image }}`.
    static func variable(_ text: String) -> String? {
        guard text.hasPrefix("${{"), text.hasSuffix("}}") else { return nil }
        let inner = text.dropFirst(3).dropLast(2).utf8
            .drop { $0 == UInt8(ascii: " ") }.reversed().drop { $0 == UInt8(ascii: " ") }.reversed()
        let name = String(decoding: Array(inner), as: UTF8.self)
        guard name.lowercased().hasPrefix("matrix.") else { return nil }
        let variable = name.dropFirst("matrix.".count)
        let isName = variable.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7a).contains($0 | 0x20) || $0 == UInt8(ascii: "_")
                || $0 == UInt8(ascii: "-")
        }
        return isName && !variable.isEmpty ? String(variable) : nil
    }

    /// The values of a variable as they are written; nil when they are not all texts of the file.
    func values(of name: String) -> [YAMLNode]? {
        guard let matrix, let lists = named(name, in: matrix) else { return nil }
        var values: [YAMLNode] = []
        for list in lists {
            guard case .sequence(let elements) = list.resolved.content else { return nil }
            values += elements
        }
        if let include = matrix.value("include") {
            guard case .sequence(let rows) = include.resolved.content else { return nil }
            values += rows.flatMap { named(name, in: $0) ?? [] }
        }
        return values.isEmpty || values.contains { $0.scalar == nil } ? nil : values
    }

    /// Whether copies of the job are left out by the value of a variable.
    func excludes(by name: String) -> Bool {
        guard let exclude = matrix?.value("exclude") else { return false }
        guard case .sequence(let rows) = exclude.resolved.content else { return true }
        return rows.contains { named(name, in: $0)?.isEmpty == false }
    }

    private func named(_ name: String, in mapping: YAMLNode) -> [YAMLNode]? {
        guard case .mapping = mapping.resolved.content else { return nil }
        return mapping.mergedEntries.filter { $0.key.string?.lowercased() == name.lowercased() }.map(\.value)
    }
}
