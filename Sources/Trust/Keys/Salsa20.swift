// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The stream cipher Salsa20, and its extension to nonces of 24 bytes.
///
/// See <https://cr.yp.to/snuffle/spec.pdf> and <https://cr.yp.to/snuffle/xsalsa-20110204.pdf>. No branch and no index
/// depends on a secret.
enum Salsa20 {
    private static let constants: [UInt32] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574]

    /// XSalsa20: combines bytes with the stream of a key and a nonce of 24 bytes.
    static func extended(_ bytes: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8] {
        let inner = hashed(key: key, nonce: Array(nonce[..<16]))
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for (counter, start) in stride(from: 0, to: bytes.count, by: 64).enumerated() {
            let block = block(key: inner, nonce: Array(nonce[16...]), counter: UInt64(counter))
            result.append(contentsOf: zip(bytes[start..<min(start + 64, bytes.count)], block).map { $0 ^ $1 })
        }
        return result
    }

    /// HSalsa20: a key of a key and 16 bytes.
    static func hashed(key: [UInt8], nonce: [UInt8]) -> [UInt8] {
        let mixed = rounds(state(key: words(key), input: words(nonce)))
        return bytes([0, 5, 10, 15, 6, 7, 8, 9].map { mixed[$0] })
    }

    /// One block of the stream.
    static func block(key: [UInt8], nonce: [UInt8], counter: UInt64) -> [UInt8] {
        let counterWords = [UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32)]
        let start = state(key: words(key), input: words(nonce) + counterWords)
        return bytes(zip(rounds(start), start).map { $0 &+ $1 })
    }

    private static func state(key: [UInt32], input: [UInt32]) -> [UInt32] {
        [constants[0]] + key[..<4] + [constants[1]] + input + [constants[2]] + key[4...] + [constants[3]]
    }

    private static func rounds(_ start: [UInt32]) -> [UInt32] {
        var x = start
        for _ in 0..<10 {
            for column in 0..<4 { quarter(&x, (0..<4).map { (5 * column + 4 * $0) % 16 }) }
            for row in 0..<4 { quarter(&x, (0..<4).map { 4 * row + (row + $0) % 4 }) }
        }
        return x
    }

    private static func quarter(_ x: inout [UInt32], _ place: [Int]) {
        x[place[1]] ^= rotated(x[place[0]] &+ x[place[3]], 7)
        x[place[2]] ^= rotated(x[place[1]] &+ x[place[0]], 9)
        x[place[3]] ^= rotated(x[place[2]] &+ x[place[1]], 13)
        x[place[0]] ^= rotated(x[place[3]] &+ x[place[2]], 18)
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }

    private static func words(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count, by: 4).map { start in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
        }
    }

    private static func bytes(_ words: [UInt32]) -> [UInt8] {
        words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } }
    }
}
