// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The SHA-256 of a file's content, in 32 bytes: trees hold hundreds of thousands of them.
public struct ContentHash: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// Creates a hash from the bytes that the function yielded.
    ///
    /// - Precondition: There are 32 of them.
    public init(_ bytes: some Sequence<UInt8>) {
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        var word: UInt64 = 0
        var count = 0
        for byte in bytes {
            word = word << 8 | UInt64(byte)
            count += 1
            if count & 7 == 0 { words = (words.1, words.2, words.3, word) }
        }
        precondition(count == 32, "a SHA-256 has 32 bytes")
        self.words = words
    }

    /// The hash as a digest of the registry's form.
    public var digest: Digest {
        let bytes = [words.0, words.1, words.2, words.3].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) }
        }
        return Digest(algorithm: .sha256, hash: bytes)
    }

    /// Compares all 32 bytes.
    public static func == (left: ContentHash, right: ContentHash) -> Bool { left.words == right.words }

    /// Feeds the first bytes, which are as good as random.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
