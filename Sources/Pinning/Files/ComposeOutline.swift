// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Tells compose files by the outline of their lines, where the name does not.
enum ComposeOutline {
    /// Tells whether `services` stands at the left margin and holds mappings with an image or a build.
    ///
    /// Workflows, jobs and configurations have `services` of other shapes.
    static func isCompose(_ bytes: [UInt8]) -> Bool {
        guard ByteSearch.containsKey("services", in: bytes) else { return false }
        var lines = bytes.split(separator: UInt8(ascii: "\n"))[...]
        if let first = lines.first, first.starts(with: [0xef, 0xbb, 0xbf]) {
            lines[lines.startIndex] = first.dropFirst(3)
        }
        while let start = lines.firstIndex(where: { key(in: $0) == "services" && indentation(of: $0) == 0 }) {
            let rest = value(in: lines[start])
            if rest.first == UInt8(ascii: "{") { return true }
            lines = lines[(start + 1)...]
            if rest.isEmpty, holdsService(lines) { return true }
        }
        return false
    }

    private static func holdsService(_ lines: ArraySlice<ArraySlice<UInt8>>) -> Bool {
        var outer: Int?
        for line in lines {
            let indent = indentation(of: line)
            guard let first = line.dropFirst(indent).first, first != UInt8(ascii: "#"), first != UInt8(ascii: "\r")
            else {
                continue
            }
            guard indent > 0, first != UInt8(ascii: "-") || outer != nil else { return false }
            let name = outer ?? indent
            outer = name
            if indent > name, ["image", "build", "<<", "extends"].contains(key(in: line)) { return true }
            if indent <= name, value(in: line).first == UInt8(ascii: "{") { return true }
        }
        return false
    }

    private static func indentation(of line: ArraySlice<UInt8>) -> Int {
        line.prefix { $0 == UInt8(ascii: " ") }.count
    }

    /// The key at the beginning of a line, without quotes.
    private static func key(in line: ArraySlice<UInt8>) -> String? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let text = line[..<colon].filter { ![0x20, 0x22, 0x27].contains($0) }
        return String(decoding: text, as: UTF8.self)
    }

    /// What follows the first colon, without spaces, comments, anchors and tags.
    private static func value(in line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return [] }
        var text = line[(colon + 1)...]
        while true {
            text = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") }
            guard let first = text.first, first == UInt8(ascii: "&") || first == UInt8(ascii: "!") else { break }
            text = text.drop { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
        }
        return text.first == UInt8(ascii: "#") ? [] : text
    }
}
