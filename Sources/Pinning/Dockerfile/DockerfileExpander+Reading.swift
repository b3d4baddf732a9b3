// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension DockerfileExpander {
    /// Why a word cannot be read.
    struct SyntaxError: Error {
        var reason: String
    }

    /// A word while it is read.
    struct Reading {
        var word: TracedText
        var position: Int
        /// Tells whether escapes stay, as in patterns.
        var keepsEscapes = false
        /// How many parts of variables were cut away or replaced.
        var cutCount = 0

        init(word: TracedText, position: Int) {
            self.word = word
            self.position = position
        }

        var next: UInt8? { position < word.count ? word.bytes[position] : nil }

        mutating func take() -> (byte: UInt8, origin: Int) {
            defer { position += 1 }
            return (word.bytes[position], word.origins[position])
        }
    }
}
