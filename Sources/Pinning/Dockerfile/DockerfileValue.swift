// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a word of a Dockerfile comes to when its variables are replaced.
struct DockerfileValue: Hashable, Sendable {
    /// Stands in the text for what cannot be known.
    static let hole: UInt8 = 0
    /// The longest value that is made of variables; what people write is far shorter.
    static let maximumCount = 1024

    /// The text, with a ``hole`` for each part that cannot be known.
    private(set) var text = TracedText()
    /// The numbers of the ARGs whose values went in, directly or through others.
    private(set) var definitions: Set<Int> = []
    /// The names of the ARGs that went in directly, in order.
    private(set) var names: [String] = []
    /// Why the text cannot be known, when it cannot.
    private(set) var mystery: String?
    /// Tells whether a part of it is what is left of a longer value, or was put in place of another.
    private(set) var isCut = false

    init() {}

    /// Creates a value that cannot be known.
    init(unknown mystery: String, at origin: Int) {
        self.mystery = mystery
        text.append(Self.hole, from: origin)
    }

    mutating func append(_ byte: UInt8, from origin: Int) {
        text.append(byte, from: origin)
    }

    mutating func append(_ other: DockerfileValue) {
        guard text.count + other.text.count <= Self.maximumCount else {
            mystery = mystery ?? "the value is too long"
            return
        }
        text.append(other.text)
        definitions.formUnion(other.definitions)
        names += other.names
        mystery = mystery ?? other.mystery
        isCut = isCut || other.isCut
    }

    /// The value with another text, which was made of it and of other values.
    func replaced(by text: TracedText, using others: DockerfileValue...) -> DockerfileValue {
        var value = self
        for other in others {
            value.definitions.formUnion(other.definitions)
            value.names += other.names
            value.mystery = value.mystery ?? other.mystery
        }
        value.isCut = true
        if text.count <= Self.maximumCount {
            value.text = text
        } else {
            value.mystery = value.mystery ?? "the value is too long"
        }
        return value
    }

    /// The value as what an ARG passes on: the ARG went in, and others only through it.
    func named(_ name: String, definition: Int) -> DockerfileValue {
        var value = self
        value.names = [name]
        value.definitions.insert(definition)
        return value
    }

    /// Tells whether a text could be this value, were everything known.
    func resembles(_ other: some StringProtocol) -> Bool {
        var parts = text.bytes.split(separator: Self.hole, omittingEmptySubsequences: false)
        var rest = Array(other.lowercased().utf8)[...]
        guard let first = parts.first.map({ lowercased($0) }), rest.starts(with: first) else { return false }
        rest = rest.dropFirst(first.count)
        parts.removeFirst()
        guard let last = parts.popLast().map({ lowercased($0) }) else { return rest.isEmpty }
        guard rest.count >= last.count, rest.suffix(last.count).elementsEqual(last) else { return false }
        rest = rest.dropLast(last.count)
        for part in parts.map({ lowercased($0) }) {
            guard
                let place = rest.indices.first(where: { rest[$0...].starts(with: part) })
                    ?? (part.isEmpty ? rest.startIndex : nil)
            else { return false }
            rest = rest[(place + part.count)...]
        }
        return true
    }

    private func lowercased(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    }
}
