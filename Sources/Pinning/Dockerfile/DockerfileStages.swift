// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The names that stages of a build have, and which of them a place in the file can mean.
struct DockerfileStages: Sendable {
    /// The most stages of a file that is read.
    private static let maximumCount = 1000

    private var order: [String: Int] = [:]
    private(set) var names: [String] = []

    /// Takes the stages of a file in.
    ///
    /// - Throws: ``PinningError`` when there are more than anybody writes.
    init(_ document: DockerfileDocument) throws(PinningError) {
        var number = 0
        for instruction in document.instructions where instruction.isFrom {
            if let name = instruction.stageName, order[name] == nil {
                order[name] = number
                names.append(name)
            }
            number += 1
            guard number <= Self.maximumCount else {
                throw PinningError(.tooLarge, "the file has more than \(Self.maximumCount) stages")
            }
        }
    }

    /// Tells whether a name is that of any stage, as `COPY --from` looks it up.
    func contains(_ name: String) -> Bool { order[name.lowercased()] != nil }

    /// Tells whether a name is that of a stage before a number, as `FROM` looks it up.
    func contains(_ name: String, before number: Int) -> Bool { order[name.lowercased()].map { $0 < number } ?? false }

    /// Tells whether a value that is not known may well be the name of a stage before a number.
    func mayContain(_ value: DockerfileValue, before number: Int) -> Bool {
        // A value without any text of its own could be everything, so it says nothing.
        guard value.text.bytes.contains(where: { $0 != DockerfileValue.hole }) else { return false }
        return names.contains { contains($0, before: number) && value.resembles($0) }
    }
}

extension DockerfileInstruction {
    /// Tells whether the instruction begins a stage.
    var isFrom: Bool { name == "FROM" && trigger == nil }

    /// The name that `FROM … AS name` gives its stage, lower case.
    var stageName: String? {
        let words = line.words(in: arguments)
        guard words.count >= 3, word(words[words.count - 2]).lowercased() == "as" else { return nil }
        return word(words[words.count - 1]).lowercased()
    }

    private func word(_ range: Range<Int>) -> String { String(decoding: line.bytes[range], as: UTF8.self) }
}
