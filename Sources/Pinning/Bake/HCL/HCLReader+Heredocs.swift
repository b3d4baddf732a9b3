// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension HCLReader {
    /// Reads a heredoc: `<<EOT`, or `<<-EOT`, whose lines lose the white space that all of them begin with.
    mutating func heredoc() throws(PinningError) -> HCLTemplate {
        let start = position
        position += 2
        let isIndented = next == UInt8(ascii: "-")
        if isIndented { position += 1 }
        let markerStart = position
        while let byte = next, byte != 0x0a, byte != 0x0d { position += 1 }
        let marker = Array(bytes[markerStart..<position])
        if next == 0x0d { position += 1 }
        guard !marker.isEmpty, next == 0x0a else { throw malformed("a heredoc has no marker") }
        position += 1
        note("heredoc", String(decoding: bytes[start..<position], as: UTF8.self), start..<position)
        let body = position
        let (bodyEnd, markerEnd) = try endOfHeredoc(marker)

        let outerEnd = end
        end = bodyEnd
        defer { end = outerEnd }
        let indent = isIndented ? commonIndent(of: body..<bodyEnd) : 0
        let template = try template(indent > 0 ? .indented(indent) : .unquoted)
        end = outerEnd
        note("heredoc", String(decoding: marker, as: UTF8.self), bodyEnd..<markerEnd)
        position = markerEnd
        return template
    }

    /// Finds the line that holds nothing but the marker.
    private func endOfHeredoc(_ marker: [UInt8]) throws(PinningError) -> (body: Int, marker: Int) {
        var line = position
        while line < end {
            let lineEnd = bytes[line..<end].firstIndex(of: 0x0a) ?? end
            var low = line
            var high = lineEnd
            while low < high, bytes[low] == 0x20 || bytes[low] == 0x09 { low += 1 }
            while low < high, bytes[high - 1] == 0x20 || bytes[high - 1] == 0x0d { high -= 1 }
            if bytes[low..<high].elementsEqual(marker) { return (line, high) }
            line = lineEnd + 1
        }
        throw malformed("a heredoc has no end")
    }

    /// How much white space every line begins with, empty ones not counted.
    private func commonIndent(of range: Range<Int>) -> Int {
        var result = Int.max
        var line = range.lowerBound
        while line < range.upperBound {
            let lineEnd = bytes[line..<range.upperBound].firstIndex(of: 0x0a) ?? range.upperBound
            let indent = bytes[line..<lineEnd].prefix { $0 == 0x20 || $0 == 0x09 }.count
            if indent < lineEnd - line { result = min(result, indent) }
            line = lineEnd + 1
        }
        return result == Int.max ? 0 : result
    }
}
