// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Trust

@Suite struct SigningKeyTests {
    @Test(arguments: [KeyFixture.encrypted32768, KeyFixture.encrypted65536])
    func opensKeyFilesOfCosign(_ file: String) throws {
        let key = try SigningKey(pem: file, password: KeyFixture.password)
        #expect(key.verificationKey == (try VerificationKey(pem: KeyFixture.publicKey)))
    }

    @Test(arguments: [KeyFixture.pkcs8, KeyFixture.sec1, KeyFixture.sec1WithParameters])
    func importsKeysOfOpenssl(_ file: String) throws {
        let key = try SigningKey(importing: file)
        #expect(key.verificationKey == (try VerificationKey(pem: KeyFixture.publicKey)))
    }

    // An empty password is one too. Deriving a key is dear, so the other costs are tried where others read the files.
    @Test func opensWhatItWrote() throws {
        let key = SigningKey.generate()
        let file = try key.encryptedPEM(password: [])
        #expect(file.hasPrefix("-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\n"))
        #expect(try SigningKey(pem: file, password: []).verificationKey == key.verificationKey)
        let json = try JSONValue(parsing: PEMDocument(file).bytes)
        #expect(json["kdf"]?["params"]?["N"] == .integer(32_768))
    }

    @Test func anotherPasswordDoesNotOpenIt() {
        #expect(throws: KeyError.wrongPassword) {
            try SigningKey(pem: KeyFixture.encrypted32768, password: Array("holdfast-test2".utf8))
        }
    }

    // What else may be changed is tried where it costs no derivation: SecretBoxTests.
    @Test func aFileWithAnotherSaltDoesNotOpen() throws {
        let changed = try changing(KeyFixture.encrypted32768) { text in
            let start = try #require(text.firstRange(of: "\"salt\":\"")).upperBound
            let first = text[start]
            text.replaceSubrange(start...start, with: first == "A" ? "B" : "A")
        }
        #expect(throws: KeyError.wrongPassword) { try SigningKey(pem: changed, password: KeyFixture.password) }
    }

    // A file that asks for a gigabyte of memory is not given it.
    @Test(arguments: [
        ("\"N\":32768", "\"N\":1048576"), ("\"N\":32768", "\"N\":2"), ("\"N\":32768", "\"N\":-32768"),
        ("\"N\":32768", "\"N\":32768.0"), ("\"r\":8", "\"r\":8000"), ("\"p\":1", "\"p\":1000000"),
    ])
    func refusesOtherCosts(_ from: String, _ to: String) throws {
        let changed = try changing(KeyFixture.encrypted32768) { text in
            text.replaceSubrange(try #require(text.firstRange(of: from)), with: to)
        }
        #expect(throws: KeyError.unexpectedCost) { try SigningKey(pem: changed, password: KeyFixture.password) }
    }

    @Test func saysWhatAFileHoldsInstead() {
        #expect(throws: KeyError.wrongHalf(expected: "private")) {
            try SigningKey(pem: KeyFixture.publicKey, password: [])
        }
        #expect(throws: KeyError.notEncrypted) { try SigningKey(pem: KeyFixture.pkcs8, password: []) }
        #expect(throws: KeyError.notEncrypted) { try SigningKey(pem: KeyFixture.sec1, password: []) }
        #expect(throws: KeyError.foreignEncryption) { try SigningKey(pem: KeyFixture.encryptedPKCS8, password: []) }
        #expect(throws: KeyError.foreignEncryption) { try SigningKey(importing: KeyFixture.encryptedPKCS8) }
        #expect(throws: KeyError.wrongHalf(expected: "private")) { try SigningKey(importing: KeyFixture.publicKey) }
        #expect(throws: KeyError.unsupported("an Ed25519 key")) {
            try SigningKey(importing: KeyFixture.ed25519Private)
        }
        #expect(throws: KeyError.unsupported("a P-384 key")) { try SigningKey(importing: KeyFixture.p384Private) }
        #expect(throws: KeyError.self) { try SigningKey(importing: KeyFixture.p384SEC1) }
        #expect(throws: KeyError.self) { try SigningKey(importing: KeyFixture.encrypted32768) }
    }

    // Some old files of cosign hold SEC 1, which cosign itself does not open.
    @Test func saysThatSEC1InAKeyFileIsDamaged() throws {
        let content = try PEMDocument(KeyFixture.sec1).bytes
        #expect(throws: KeyError.damaged("it is not PKCS#8")) { try SigningKey(pkcs8: content) }
    }

    @Test func signsWhatItsOtherHalfVerifies() throws {
        let key = SigningKey.generate()
        let message = Array("content".utf8)
        let signature = try key.sign(message)
        #expect(key.verificationKey.verifies(signature, over: message))
        #expect(!key.verificationKey.verifies(signature, over: message + [0]))
        #expect(!SigningKey.generate().verificationKey.verifies(signature, over: message))
    }

    @Test func damagedKeyFilesGiveAnError() throws {
        var numbers = Deterministic(seed: 7)
        let json = try PEMDocument(KeyFixture.encrypted32768).bytes
        for _ in 0..<400 {
            // Deriving a key is dear, so the document is read without opening it.
            #expect(throws: Never.self) { try? EncryptedKey(numbers.damaged(json)) }
        }
    }

    private func changing(_ file: String, _ change: (inout String) throws -> Void) throws -> String {
        let document = try PEMDocument(file)
        var text = String(decoding: document.bytes, as: UTF8.self)
        try change(&text)
        return PEMDocument(label: document.label, bytes: Array(text.utf8)).text
    }
}
