// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness

extension YAMLSnippets {
    private static let parts = [
        "\n", " ", "  ", "\n  ", "\n- ", ": ", ":", "#", " #", "? ", "- ", "'", "\"", "[", "]", "{", "}", ",", "&a ",
        "*a",
        "!t ", "|\n", ">-\n", "---\n", "...\n", "\t", "\\", "\r\n", "\r", "\u{85}", "\u{2028}", "x", "\n\n",
    ]

    /// One or two snippets with some characters put in, taken out or doubled; always UTF-8.
    static func mutated(using random: inout Deterministic) -> [UInt8] {
        var text = Array(all[Int.random(in: 0..<all.count, using: &random)].unicodeScalars)
        if Int.random(in: 0..<3, using: &random) == 0 {
            text += Array((Bool.random(using: &random) ? "\n" : " ").unicodeScalars)
            text += Array(all[Int.random(in: 0..<all.count, using: &random)].unicodeScalars)
        }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...text.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0 where place < text.count: text.remove(at: place)
            case 1 where place < text.count:
                let end = Int.random(in: place...min(text.count, place + 12), using: &random)
                text.insert(contentsOf: text[place..<end], at: Int.random(in: 0...text.count, using: &random))
            default:
                text.insert(
                    contentsOf: Array(parts[Int.random(in: 0..<parts.count, using: &random)].unicodeScalars),
                    at: place
                )
            }
        }
        return text.flatMap { Array(String($0).utf8) }
    }
}
