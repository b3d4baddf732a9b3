// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct DigestTests {
    private static let hex256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    @Test(
        arguments: [
            ("sha256:" + hex256, .sha256),
            ("sha512:" + hex256 + hex256, .sha512),
        ] as [(String, Digest.Algorithm)]
    )
    func readsAndWritesItsText(_ text: String, _ algorithm: Digest.Algorithm) throws {
        let digest = try Digest(text)
        #expect(digest.algorithm == algorithm)
        #expect(digest.rawValue == text)
        #expect("\(digest)" == text)
        #expect(text.hasSuffix(digest.hex))
        #expect(digest.short == "\(algorithm.rawValue):e3b0c44298fc")
    }

    @Test(
        arguments: [
            ("", .malformed),
            (hex256, .malformed),
            ("sha256-" + hex256, .malformed),
            (":" + hex256, .unsupportedAlgorithm),
            ("md5:" + hex256, .unsupportedAlgorithm),
            ("SHA256:" + hex256, .unsupportedAlgorithm),
            (" sha256:" + hex256, .unsupportedAlgorithm),
            ("sha256:", .wrongLength),
            ("sha256:" + hex256.dropLast(), .wrongLength),
            ("sha256:" + hex256 + "0", .wrongLength),
            ("sha256:" + hex256 + "\n", .wrongLength),
            ("sha512:" + hex256, .wrongLength),
            ("sha256:" + hex256.uppercased(), .notHexadecimal),
            ("sha256:g" + hex256.dropFirst(), .notHexadecimal),
            ("sha256:/" + hex256.dropFirst(), .notHexadecimal),
            ("sha256:ä" + hex256.dropFirst(2), .notHexadecimal),
            ("sha256::" + hex256.dropFirst(), .notHexadecimal),
        ] as [(String, DigestError)]
    )
    func refusesOtherText(_ text: String, _ error: DigestError) {
        #expect(throws: error) { try Digest(text) }
    }

    @Test func isMadeFromHashBytes() throws {
        let digest = Digest(algorithm: .sha256, hash: (0..<32).map { UInt8($0) })
        #expect(digest.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(try Digest(digest.rawValue) == digest)
    }

    @Test func readsPartsOfLongerText() throws {
        let text = "image@sha256:" + Self.hex256
        #expect(try Digest(text.dropFirst(6)).hex == Self.hex256)
    }

    @Test func isOrdered() throws {
        let low = try Digest("sha256:" + Self.hex256)
        let high = try Digest("sha256:f" + Self.hex256.dropFirst())
        let long = try Digest("sha512:" + Self.hex256 + Self.hex256)
        #expect([long, high, low].sorted() == [low, high, long])
    }

    @Test func writesHexadecimal() {
        #expect(Hexadecimal.encode([0x00, 0x0f, 0xa5, 0xff]) == "000fa5ff")
        #expect(Hexadecimal.encode([]) == "")
    }
}
