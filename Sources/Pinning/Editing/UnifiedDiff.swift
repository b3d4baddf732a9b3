// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What differs between two texts with the same number of lines.
struct UnifiedDiff {
    /// How many lines are shown around one that differs.
    private static let context = 3

    private let old: [ArraySlice<UInt8>]
    private let new: [ArraySlice<UInt8>]

    init(old: [UInt8], new: [UInt8]) {
        self.old = Self.lines(of: old)
        self.new = Self.lines(of: new)
    }

    /// The patch; empty when nothing differs.
    func text(path: String) -> String {
        let hunks = hunks
        guard !hunks.isEmpty else { return "" }
        var bytes: [UInt8] = []
        bytes += "--- \(Self.name("a", path))\n+++ \(Self.name("b", path))\n".utf8
        for hunk in hunks {
            let place = hunk.count == 1 ? "\(hunk.lowerBound + 1)" : "\(hunk.lowerBound + 1),\(hunk.count)"
            bytes += "@@ -\(place) +\(place) @@\n".utf8
            append(hunk, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension UnifiedDiff {
    /// The lines with their ends; the last one may have none.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            lines.append(bytes[start...index])
            start = index + 1
        }
        if start < bytes.count { lines.append(bytes[start...]) }
        return lines
    }

    /// The ranges of lines that are shown: those that differ, and what stands around them.
    private var hunks: [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in 0..<min(old.count, new.count) where old[index] != new[index] {
            let range = max(0, index - Self.context)..<min(old.count, index + Self.context + 1)
            if let last = hunks.last, range.lowerBound <= last.upperBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }

    private func append(_ hunk: Range<Int>, to bytes: inout [UInt8]) {
        var index = hunk.lowerBound
        while index < hunk.upperBound {
            guard old[index] != new[index] else {
                Self.append(old[index], sign: " ", to: &bytes)
                index += 1
                continue
            }
            let end = (index..<hunk.upperBound).first { old[$0] == new[$0] } ?? hunk.upperBound
            for line in old[index..<end] { Self.append(line, sign: "-", to: &bytes) }
            for line in new[index..<end] { Self.append(line, sign: "+", to: &bytes) }
            index = end
        }
    }

    private static func append(_ line: ArraySlice<UInt8>, sign: String, to bytes: inout [UInt8]) {
        bytes += sign.utf8
        bytes += line
        if line.last != UInt8(ascii: "\n") { bytes += "\n\\ No newline at end of file\n".utf8 }
    }

    /// The name as git writes it: in quotes when it holds quotes or what is not visible.
    private static func name(_ side: String, _ path: String) -> String {
        let whole = side + "/" + String(path.drop { $0 == "/" })
        let isPlain = whole.utf8.allSatisfy {
            $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
        }
        // Without the tab, patch takes what follows a space for a time.
        if isPlain { return whole.utf8.contains(UInt8(ascii: " ")) ? whole + "\t" : whole }
        var quoted = "\""
        for scalar in whole.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                let octal = String(scalar.value, radix: 8)
                quoted += "\\" + String(repeating: "0", count: 3 - octal.count) + octal
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
