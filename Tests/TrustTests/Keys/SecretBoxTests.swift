// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct SecretBoxTests {
    // The numbers of "Cryptography in NaCl", section 8.
    @Test func derivesTheFirstKeyOfNaClsExample() {
        let shared = unhex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
        let key = Salsa20.hashed(key: shared, nonce: [UInt8](repeating: 0, count: 16))
        #expect(Hexadecimal.encode(key) == "1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389")
    }

    // RFC 8439, section 2.5.2.
    @Test func givesTheTagOfTheStandardsExample() {
        let key = unhex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b")
        let tag = Poly1305.tag(of: Array("Cryptographic Forum Research Group".utf8), key: key)
        #expect(Hexadecimal.encode(tag) == "a8061dc1305136c6c22b8baf0c0127a9")
    }

    struct Edge: Sendable {
        let r: String
        let s: String
        let message: String
        let tag: String
    }

    // RFC 8439, appendix A.3, where carries and the last subtraction go wrong if they can.
    @Test(arguments: [
        Edge(r: "02", s: "00", message: "ffffffffffffffffffffffffffffffff", tag: "03"),
        Edge(r: "02", s: "ffffffffffffffffffffffffffffffff", message: "02000000000000000000000000000000", tag: "03"),
        Edge(
            r: "01",
            s: "00",
            message: "fffffffffffffffffffffffffffffffff0ffffffffffffffffffffffffffffff"
                + "11000000000000000000000000000000",
            tag: "05"
        ),
        Edge(
            r: "01",
            s: "00",
            message: "fffffffffffffffffffffffffffffffffbfefefefefefefefefefefefefefefe"
                + "01010101010101010101010101010101",
            tag: "00"
        ),
        Edge(r: "02", s: "00", message: "fdffffffffffffffffffffffffffffff", tag: "faffffffffffffffffffffffffffffff"),
        Edge(
            r: "0100000000000000040000000000000000",
            s: "00",
            message: "e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000"
                + "0000000000000000000000000000000001000000000000000000000000000000",
            tag: "14000000000000005500000000000000"
        ),
        Edge(
            r: "0100000000000000040000000000000000",
            s: "00",
            message: "e33594d7505e43b900000000000000003394d7505e4379cd0100000000000000"
                + "00000000000000000000000000000000",
            tag: "13"
        ),
    ])
    func carriesAsTheStandardDoes(_ edge: Edge) {
        func sixteen(_ text: String) -> [UInt8] { Array((unhex(text) + [UInt8](repeating: 0, count: 16))[..<16]) }
        let tag = Poly1305.tag(of: unhex(edge.message), key: sixteen(edge.r) + sixteen(edge.s))
        #expect(tag == sixteen(edge.tag))
    }

    // The SHA-256 of what libsodium seals of as many bytes, so that every border of a block is met.
    @Test(arguments: [
        (0, "e59d55482053528323074dee8085bb8c755104982986e9348fe4a15881443150"),
        (1, "e09d9d96d57ba391da4005301efd029b67a960e5cb74c36dd7283a78c65cb951"),
        (15, "4c046273b5d741cba205c00583307124a231a2c56bab4e182cf4c78c6034fde3"),
        (16, "c379cd0bdd2aae1a87449219b190042c4e8bd4db34b34b8d078c93728dc1ebab"),
        (17, "4f62409e2a8b0608486bfa6cdefb976414c8b9b56561115b374cad2f12a81241"),
        (31, "f162343bada2296ec7429e3e92c7d5826e9109f231828636b328da7f15ef0b5a"),
        (32, "5485a08cb44847a293941742d9215f7eec9238a518db1123460c5124501ec010"),
        (33, "4d3a0b6b17ce75772461bc557fc46d02e7908c38eef45d140a01fd64d47c6e99"),
        (63, "8df13bc45d7958aaeaff99e96676dc807f5fefde133e8cf4163e22a11a74a1b3"),
        (64, "5338453914d6176c093509a9be77bbc60d59af5d22c0307eb8a29e27db012d24"),
        (65, "05494f6c0f63b300fc352f6a276dde528a5160913fc7208a1ef263967af8d8bc"),
        (127, "a60516accbd6710435c793c0ef53e53491abb564994a57db273e28c00770fd81"),
        (128, "eb57cc4a0b815577404a48ad1c8ca196f0cbcdf8c44010df6fbb93f8b10bb446"),
        (200, "84424303c07f25d786091dfa28d626fed7ee42b9c7e0119143a3b901082f8c92"),
        (1000, "483ff0ce06cc0f8cbf9f7c91c09c241d5d3e445b96410f014e42497e273547e6"),
    ])
    func sealsAsLibsodiumDoes(_ length: Int, _ expected: String) {
        let plain = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 7 + length) }
        let box = SecretBox.seal(plain, key: Array(0..<32), nonce: Array(100..<124))
        #expect(Digest(sha256Of: box).hex == expected)
        #expect(SecretBox.open(box, key: Array(0..<32), nonce: Array(100..<124)) == plain)
    }

    @Test(arguments: KeyFixture.sealed)
    func opensWhatCosignSealed(_ sealed: KeyFixture.Sealed) {
        let opened = SecretBox.open(unhex(sealed.box), key: unhex(sealed.derivedKey), nonce: unhex(sealed.nonce))
        #expect(opened == unhex(KeyFixture.plain))
    }

    @Test func everyChangedBitKeepsItShut() throws {
        let sealed = try #require(KeyFixture.sealed.first)
        let box = unhex(sealed.box)
        for bit in 0..<box.count * 8 where bit % 5 == 0 || bit < 128 {
            var changed = box
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(SecretBox.open(changed, key: unhex(sealed.derivedKey), nonce: unhex(sealed.nonce)) == nil)
        }
        for length in 0..<20 {
            let short = Array(box[..<length])
            #expect(SecretBox.open(short, key: unhex(sealed.derivedKey), nonce: unhex(sealed.nonce)) == nil)
        }
    }
}
