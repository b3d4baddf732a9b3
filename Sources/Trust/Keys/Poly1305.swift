// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The one-time authenticator Poly1305 (RFC 8439 section 2.5).
///
/// Numbers modulo 2^130 - 5 are kept as five limbs of 26 bits; no branch and no index depends on a secret.
enum Poly1305 {
    private static let limb: UInt64 = 0x3ff_ffff

    /// The tag of a message under a key of 32 bytes, which is never used for a second message.
    static func tag(of message: [UInt8], key: [UInt8]) -> [UInt8] {
        precondition(key.count == 32, "a key of Poly1305 has 32 bytes")
        var clamped = Array(key[..<16])
        for place in [3, 7, 11, 15] { clamped[place] &= 15 }
        for place in [4, 8, 12] { clamped[place] &= 252 }
        let multiplier = limbs(clamped + [0])
        var sum: [UInt64] = [0, 0, 0, 0, 0]
        for start in stride(from: 0, to: message.count, by: 16) {
            var block = Array(message[start..<min(start + 16, message.count)]) + [1]
            block += [UInt8](repeating: 0, count: 17 - block.count)
            for (place, part) in limbs(block).enumerated() { sum[place] += part }
            sum = product(sum, multiplier)
        }
        return final(sum, pad: Array(key[16...]))
    }

    private static func limbs(_ bytes: [UInt8]) -> [UInt64] {
        (0..<5).map { place in
            let bit = 26 * place
            let word = (0..<5).reduce(UInt64(0)) { word, offset in
                let index = bit / 8 + offset
                return index < bytes.count ? word | UInt64(bytes[index]) << UInt64(8 * offset) : word
            }
            return word >> UInt64(bit % 8) & limb
        }
    }

    private static func product(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var result: [UInt64] = [0, 0, 0, 0, 0]
        for (low, a) in left.enumerated() {
            for (high, b) in right.enumerated() {
                // 2^130 is 5 modulo the prime, so what overflows the fifth limb comes back five-fold.
                let place = low + high
                result[place % 5] += a * (place < 5 ? b : 5 * b)
            }
        }
        return carried(result)
    }

    private static func carried(_ number: [UInt64]) -> [UInt64] {
        var result = number
        var carry: UInt64 = 0
        for place in 0..<5 {
            result[place] += carry
            carry = result[place] >> 26
            result[place] &= limb
        }
        result[0] += carry * 5
        result[1] += result[0] >> 26
        result[0] &= limb
        return result
    }

    private static func final(_ sum: [UInt64], pad: [UInt8]) -> [UInt8] {
        let number = carried(carried(sum))
        // number + 5 - 2^130 is the remainder exactly when it is not negative; chosen without a branch.
        var reduced = number
        var carry: UInt64 = 5
        for place in 0..<5 {
            reduced[place] += carry
            carry = reduced[place] >> 26
            reduced[place] &= limb
        }
        let mask = 0 &- carry
        let chosen = zip(number, reduced).map { ($0 & ~mask) | ($1 & mask) }
        var bytes: [UInt8] = []
        var overflow: UInt64 = 0
        for place in 0..<16 {
            overflow += UInt64(byte(place, of: chosen)) + UInt64(pad[place])
            bytes.append(UInt8(truncatingIfNeeded: overflow))
            overflow >>= 8
        }
        return bytes
    }

    private static func byte(_ place: Int, of limbs: [UInt64]) -> UInt8 {
        let bit = 8 * place
        let low = limbs[bit / 26] >> UInt64(bit % 26)
        let high = bit % 26 > 18 ? limbs[bit / 26 + 1] << UInt64(26 - bit % 26) : 0
        return UInt8(truncatingIfNeeded: low | high)
    }
}
