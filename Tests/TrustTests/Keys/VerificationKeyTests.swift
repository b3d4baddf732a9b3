// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Trust

@Suite struct VerificationKeyTests {
    @Test func readsAndWritesPEM() throws {
        let key = try VerificationKey(pem: KeyFixture.publicKey)
        #expect(key.pem == KeyFixture.publicKey + "\n")
        #expect(try VerificationKey(spki: key.spki) == key)
    }

    @Test func isCalledByTheHashOfItsInfo() throws {
        let key = try VerificationKey(pem: KeyFixture.publicKey)
        #expect(key.hint == "I1RusHcnuUGuIGeEOH0oF83TaGOC5QYE2cBXmVcL7vs=")
        #expect(Base64.decode(key.hint).map(Hexadecimal.encode) == key.fingerprint.hex)
    }

    @Test(arguments: [
        (KeyFixture.rsaPublic, "an RSA key"), (KeyFixture.ed25519Public, "an Ed25519 key"),
        (KeyFixture.p384Public, "a P-384 key"), (KeyFixture.secp256k1Public, "a secp256k1 key"),
    ])
    func saysWhichOtherKindOfKeyItIs(_ pem: String, _ kind: String) {
        #expect(throws: KeyError.unsupported(kind)) { try VerificationKey(pem: pem) }
    }

    @Test func refusesThePrivateHalf() {
        #expect(throws: KeyError.wrongHalf(expected: "public")) { try VerificationKey(pem: KeyFixture.pkcs8) }
        #expect(throws: KeyError.wrongHalf(expected: "public")) { try VerificationKey(pem: KeyFixture.encrypted32768) }
    }

    // Two spellings of one key would count as two.
    @Test func aCompressedPointIsRefusedOrTheSameKey() throws {
        let key = try? VerificationKey(pem: KeyFixture.compressedPublic)
        let whole = try VerificationKey(pem: KeyFixture.publicKey)
        #expect(key == nil || key?.fingerprint == whole.fingerprint)
    }

    @Test func readsLinesThatEndAsOnWindows() throws {
        let text = KeyFixture.publicKey.split(separator: "\n").joined(separator: "\r\n") + "\r\n\r\n"
        #expect(throws: Never.self) { try VerificationKey(pem: text) }
    }

    @Test(arguments: [
        "", "\n", "ssh-ed25519 AAAA", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nA_-A\n-----END PUBLIC KEY-----\n",
        "-----BEGIN PUBLIC KEY-----\nName: x\n\nAAAA\n-----END PUBLIC KEY-----\n",
        "-----BEGIN public key-----\nAAAA\n-----END public key-----\n",
        "-----BEGIN -----\nAAAA\n-----END -----\n",
        "-----BEGIN EC PARAMETERS-----\nAAAA\n-----END EC PARAMETERS-----\n",
    ])
    func refusesWhatIsNotOneDocument(_ text: String) {
        #expect(throws: KeyError.self) { try VerificationKey(pem: text) }
    }

    @Test func refusesASecondKey() {
        #expect(throws: KeyError.notPEM("there is more after the end of the first key")) {
            try VerificationKey(pem: KeyFixture.publicKey + "\n" + KeyFixture.publicKey)
        }
    }

    @Test func refusesALongFile() {
        #expect(throws: KeyError.tooLarge) { try VerificationKey(pem: String(repeating: "\n", count: 70_000)) }
    }

    @Test func aPointThatIsNotOnTheCurveIsDamaged() throws {
        var spki = try VerificationKey(pem: KeyFixture.publicKey).spki
        spki[spki.count - 1] ^= 1
        #expect(throws: KeyError.self) { try VerificationKey(spki: spki) }
    }

    @Test func damagedKeysGiveAnErrorOrAKey() throws {
        var numbers = Deterministic(seed: 3)
        let spki = try VerificationKey(pem: KeyFixture.publicKey).spki
        for _ in 0..<400 {
            let damaged = numbers.damaged(spki)
            if let key = try? VerificationKey(spki: damaged) { #expect(key.spki.count == spki.count) }
            let text = String(decoding: numbers.damaged(Array(KeyFixture.sec1WithParameters.utf8)), as: UTF8.self)
            _ = try? SigningKey(importing: text)
        }
    }

    @Test func whatIsNoSignatureVerifiesNothing() throws {
        let key = try VerificationKey(pem: KeyFixture.publicKey)
        for bytes in [[], [0x30], [0x30, 0], [UInt8](repeating: 0xff, count: 4_096)] {
            #expect(!key.verifies(bytes, over: [1]))
        }
    }
}
