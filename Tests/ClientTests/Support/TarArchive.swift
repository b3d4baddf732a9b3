// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A tar archive, in the oldest form that everybody reads.
struct TarArchive {
    private(set) var bytes = Data()

    init(_ files: KeyValuePairs<String, String>, programs: KeyValuePairs<String, Data> = [:]) {
        for (path, text) in files { add(path, Data(text.utf8), mode: 0o644) }
        for (path, content) in programs { add(path, content, mode: 0o755) }
        bytes.append(Data(count: 1_024))
    }

    private mutating func add(_ path: String, _ content: Data, mode: Int) {
        var header = Data(count: 512)
        func put(_ text: String, at offset: Int) {
            header.replaceSubrange(offset..<offset + text.utf8.count, with: Data(text.utf8))
        }
        func octal(_ number: Int, _ digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(path, at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(0, 7), at: 108)
        put(octal(0, 7), at: 116)
        put(octal(content.count, 11), at: 124)
        put(octal(0, 11), at: 136)
        put("        ", at: 148)
        put("0", at: 156)
        put("ustar\u{0}00", at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\u{0} ", at: 148)
        bytes.append(header)
        bytes.append(content)
        bytes.append(Data(count: (512 - content.count % 512) % 512))
    }
}
