// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Writes the hunks of a unified diff, up to a length.
struct HunkWriter {
    let old: [ArraySlice<UInt8>]
    let new: [ArraySlice<UInt8>]
    let limit: Int
    /// The hunks so far: whole lines, and text as long as the lines are.
    private(set) var bytes: [UInt8] = []
    /// Whether something was left out.
    private(set) var isCut = false

    init(old: [ArraySlice<UInt8>], new: [ArraySlice<UInt8>], limit: Int) {
        self.old = old
        self.new = new
        self.limit = limit
    }

    /// Writes a hunk; once the length is reached, nothing more.
    mutating func write(_ steps: [LineScript.Step]) {
        append(Array(header(of: steps).utf8))
        for step in steps {
            switch step {
            case .keep(let line, _): append(" ", old[line])
            case .remove(let line): append("-", old[line])
            case .add(let line): append("+", new[line])
            }
        }
    }

    private func header(of steps: [LineScript.Step]) -> String {
        var oldLines: [Int] = []
        var newLines: [Int] = []
        for step in steps {
            switch step {
            case .keep(let before, let after):
                oldLines.append(before)
                newLines.append(after)
            case .remove(let before): oldLines.append(before)
            case .add(let after): newLines.append(after)
            }
        }
        return "@@ -\(Self.range(oldLines)) +\(Self.range(newLines)) @@\n"
    }

    /// The first line, counted from 1, and how many; of none it is 0, since a hunk without lines of one side is one that
    /// begins with a file or ends it.
    private static func range(_ lines: [Int]) -> String {
        guard let first = lines.first else { return "0,0" }
        return lines.count == 1 ? "\(first + 1)" : "\(first + 1),\(lines.count)"
    }

    private mutating func append(_ mark: Character, _ line: ArraySlice<UInt8>) {
        var text = Array(String(mark).utf8) + line
        if line.last != UInt8(ascii: "\n") { text += "\n\\ No newline at end of file\n".utf8 }
        append(text)
    }

    private mutating func append(_ line: [UInt8]) {
        guard !isCut, bytes.count + line.count <= limit else {
            isCut = true
            return
        }
        bytes += line
    }
}
