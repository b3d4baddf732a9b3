// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The variables of a file that hold the name of a container program: `DOCKER ?= docker`, `PODMAN=$(which podman)`.
struct ProgramVariables: Sendable {
    /// The longest value that is looked at; a name with the way to it is far shorter.
    private static let maximumCount = 256

    /// The words before the program in a value that stands for it.
    private static let wrappers: Set<String> = ["env", "exec", "sudo"]

    private var programs: [String: ContainerProgram] = [:]

    var isEmpty: Bool { programs.isEmpty }

    /// Looks for the variables in all lines of a file.
    init(_ bytes: [UInt8]) {
        var position = 0
        while position < bytes.count {
            let line = bytes.line(from: position)
            position = line.next
            guard let equals = bytes[line.content].firstIndex(of: UInt8(ascii: "=")),
                let program = Self.program(in: bytes[equals + 1..<line.content.upperBound]),
                let name = Self.name(in: bytes[line.content.lowerBound..<equals])
            else { continue }
            if programs[name] == nil { programs[name] = program }
        }
    }

    /// The program that a word stands for: `$DOCKER`, `$(DOCKER)` of make, `${DOCKER:-docker}`.
    func program(_ word: ShellWord) -> ContainerProgram? {
        guard word.isVariable, word.text.count <= Self.maximumCount else { return nil }
        var name = word.text.bytes.drop { $0 == UInt8(ascii: "$") }
        guard name.startIndex > 0 else { return nil }
        if let first = name.first, first == UInt8(ascii: "{") || first == UInt8(ascii: "(") {
            guard name.last == (first == UInt8(ascii: "{") ? UInt8(ascii: "}") : UInt8(ascii: ")")) else { return nil }
            name = name.dropFirst().dropLast()
        }
        if let program = programs[String(decoding: name.prefix(while: \.isNameByte), as: UTF8.self)] {
            return name.drop(while: \.isNameByte).first.map { ":-".utf8.contains($0) } ?? true ? program : nil
        }
        return word.text.bytes.contains(UInt8(ascii: "-")) ? Self.program(in: word.text.bytes[...]) : nil
    }

    /// The name before the sign of an assignment, with `:`, `?` or `+` between in Makefiles.
    private static func name(in bytes: ArraySlice<UInt8>) -> String? {
        guard bytes.count <= maximumCount else { return nil }
        var bytes = bytes
        while let last = bytes.last, last.isBlank || ":?+!".utf8.contains(last) { bytes.removeLast() }
        let name = bytes.suffix(while: \.isNameByte)
        let before = bytes.dropLast(name.count)
        guard let first = name.first, !first.isDecimalDigit,
            before.allSatisfy({ $0.isBlank || $0.isNameByte || $0 == UInt8(ascii: ";") })
        else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// The program that a value is, by itself, as what another one stands for when it is not set, or as found on the path.
    private static func program(in value: ArraySlice<UInt8>) -> ContainerProgram? {
        guard value.count <= maximumCount else { return nil }
        let isCommand = value.drop(while: \.isBlank).starts(with: "$(".utf8)
        let value = isCommand ? value : value.prefix { $0 != UInt8(ascii: ";") }
        let words = value.split { $0.isBlank || "\"'".utf8.contains($0) }
        guard let first = words.first, var last = words.last else { return nil }
        if isCommand, last.last == UInt8(ascii: ")") {
            last.removeLast()
        } else if first.starts(with: "${".utf8), last.last == UInt8(ascii: "}"),
            let hyphen = last.lastIndex(where: { "-=".utf8.contains($0) })
        {
            last = last[(hyphen + 1)...].dropLast()
        } else {
            let others = words.dropLast().map { String(decoding: $0, as: UTF8.self) }
            guard others.allSatisfy(wrappers.contains) else { return nil }
        }
        var word = ShellWord()
        for (place, byte) in last.enumerated() { word.text.append(byte, from: place) }
        return ContainerProgram(word)
    }
}

extension ArraySlice<UInt8> {
    /// The bytes at the end that all satisfy a condition.
    fileprivate func suffix(while condition: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let end = lastIndex { !condition($0) }
        return self[(end.map { $0 + 1 } ?? startIndex)...]
    }
}
