// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff

/// Modes for people and for JSON.
public enum ModeText {
    /// The mode as `ls -l` shows it, such as `-rwsr-xr-x`.
    public static func text(_ entry: FileEntry) -> String {
        var text = type(entry.kind)
        let mode = entry.mode
        for (shift, special, letters) in [(6, UInt16(0o4000), "sS"), (3, 0o2000, "sS"), (0, 0o1000, "tT")] {
            let bits = mode >> UInt16(shift)
            text += bits & 4 != 0 ? "r" : "-"
            text += bits & 2 != 0 ? "w" : "-"
            if mode & special != 0 {
                text.append(letters[bits & 1 != 0 ? letters.startIndex : letters.index(after: letters.startIndex)])
            } else {
                text += bits & 1 != 0 ? "x" : "-"
            }
        }
        return text
    }

    /// The mode as octal text, such as `0755` or `4755`.
    public static func octal(_ mode: UInt16) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    private static func type(_ kind: FileEntry.Kind) -> String {
        switch kind {
        case .file: "-"
        case .directory: "d"
        case .symlink: "l"
        case .char: "c"
        case .block: "b"
        case .fifo: "p"
        }
    }
}
