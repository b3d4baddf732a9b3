// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Makes tar archives by hand, right and wrong ones.
struct RawTar {
    private(set) var bytes: [UInt8] = []

    static let ustar = Array("ustar\u{0}00".utf8)
    static let gnu = Array("ustar  \u{0}".utf8)
    static let original = [UInt8](repeating: 0, count: 8)

    /// Adds a header; `edit` changes its bytes before the checksum is made.
    mutating func header(
        _ name: String,
        _ flag: Character = "0",
        size: Int = 0,
        magic: [UInt8] = ustar,
        edit: (inout [UInt8]) -> Void = { _ in }
    ) {
        var block = [UInt8](repeating: 0, count: 512)
        block.set(0, name.utf8)
        block.set(100, "0000644\u{0}".utf8)
        block.set(108, "0001750\u{0}".utf8)
        block.set(116, "0001751\u{0}".utf8)
        block.set(124, Self.octal(size).utf8)
        block.set(136, "00000000017\u{0}".utf8)
        block[156] = flag.asciiValue ?? 0
        block.set(257, magic)
        edit(&block)
        Self.seal(&block)
        bytes += block
    }

    /// Adds content up to the end of a block.
    mutating func content(_ content: some Collection<UInt8>) {
        bytes += content
        bytes += TarWriter.padding(after: Int64(content.count))
    }

    mutating func content(_ text: String) {
        content(Array(text.utf8))
    }

    mutating func file(_ name: String, _ text: String, magic: [UInt8] = ustar) {
        header(name, size: text.utf8.count, magic: magic)
        content(text)
    }

    /// Adds an extended header of a type, `x`, `g`, `L` or `K`.
    mutating func extended(_ flag: Character, _ text: String) {
        header("././@extended", flag, size: text.utf8.count)
        content(text)
    }

    mutating func pax(_ records: [(String, String)], flag: Character = "x") {
        extended(flag, records.map(Self.record).joined())
    }

    mutating func end() {
        bytes += TarWriter.endMarker
    }

    mutating func append(_ more: [UInt8]) {
        bytes += more
    }

    static func octal(_ number: Int) -> String {
        let digits = String(number, radix: 8)
        return String(repeating: "0", count: max(0, 11 - digits.count)) + digits + "\u{0}"
    }

    static func record(_ key: String, _ value: String) -> String {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while "\(length)\(rest)".utf8.count != length { length += 1 }
        return "\(length)\(rest)"
    }

    /// Puts a right checksum into a header.
    static func seal(_ block: inout [UInt8], at start: Int = 0) {
        block.set(start + 148, [UInt8](repeating: 0x20, count: 8))
        var sum = 0
        for index in start..<start + 512 { sum &+= Int(block[index]) }
        let digits = String(sum, radix: 8)
        block.set(start + 148, (String(repeating: "0", count: max(0, 6 - digits.count)) + digits + "\u{0} ").utf8)
    }
}

extension [UInt8] {
    mutating func set(_ offset: Int, _ bytes: some Collection<UInt8>) {
        replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
}

/// Makes an archive by hand.
func rawTar(_ build: (inout RawTar) -> Void) -> [UInt8] {
    var tar = RawTar()
    build(&tar)
    return tar.bytes
}
