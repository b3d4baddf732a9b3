// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import OCIModel

/// What a browser shows to be known again: 256 random bits.
struct SessionID: Hashable, Sendable {
    /// The bits in hexadecimal, as the cookie carries them.
    let text: String

    /// Makes one that nobody can guess.
    static func random() -> SessionID {
        var generator = SystemRandomNumberGenerator()
        return SessionID(unchecked: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
    }

    private init(unchecked bytes: [UInt8]) {
        self.text = Hexadecimal.encode(bytes)
    }

    /// Reads one from a cookie; nil for anything that was not made by ``random()``.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == 64,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.text = String(text)
    }

    /// What the registry remembers of it: who reads the memory cannot show it.
    var mark: SHA256.Digest { SHA256.hash(data: Array(text.utf8)) }
}
