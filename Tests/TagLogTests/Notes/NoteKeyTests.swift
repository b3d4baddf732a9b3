// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import TagLog

@Suite struct NoteKeyTests {
    @Test(arguments: [
        "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx",
        NoteFixture.logKey, NoteFixture.witnessKey,
    ])
    func keysOfOthersAreReadAndWrittenAlike(text: String) throws {
        #expect(try NoteKey(text).text == text)
        #expect(try NoteKey(text + "\n") == NoteKey(text))
    }

    @Test func keyOfAWitnessSaysSo() throws {
        #expect(try NoteKey(NoteFixture.logKey).algorithm == .ed25519)
        #expect(try NoteKey(NoteFixture.witnessKey).algorithm == .cosignature)
    }

    @Test(arguments: [
        "", "name", "name+1ec697c6", "+1ec697c6+AYhyhJPEAsTUNOtxFJsX+k0owX5T+TfYvliSJ9NlZQdj",
        " \(NoteFixture.logKey)", "\(NoteFixture.logKey) ", "\(NoteFixture.logKey)\n\n", "\(NoteFixture.logKey)\r\n",
        NoteFixture.logKey.replacing("1ec697c6", with: "1EC697C6"),
        NoteFixture.logKey.replacing("1ec697c6", with: "1ec697c"),
        NoteFixture.logKey.replacing("1ec697c6", with: "+ec697c6"),
        NoteFixture.logKey.replacing("1ec697c6", with: "01ec697c6"),
        NoteFixture.logKey.replacing("vec", with: "v c"), NoteFixture.logKey.replacing("vec", with: "v\u{a0}c"),
        NoteFixture.logKey.replacing("ZQdj", with: "ZQd"), NoteFixture.logKey.replacing("ZQdj", with: "ZQdj===="),
        NoteFixture.logKey.replacing("AYhy", with: "AY_y"),
    ])
    func malformedKeyIsRefused(text: String) {
        #expect(throws: NoteError.malformedKey) { try NoteKey(text) }
    }

    @Test(arguments: [
        NoteFixture.logKey.replacing("1ec697c6", with: "1ec697c7"), NoteFixture.logKey.replacing("vec", with: "vex"),
        NoteFixture.logKey.replacing("AYhy", with: "AYhx"), NoteFixture.logKey.replacing("AYhy", with: "BIhy"),
    ])
    func keyWhoseIDBelongsToAnotherIsRefused(text: String) {
        #expect {
            try NoteKey(text)
        } throws: { error in
            guard case .wrongKeyID? = error as? NoteError else { return false }
            return true
        }
    }

    @Test func keyOfAnUnknownAlgorithmIsRefusedByItsNumber() throws {
        let id = NoteKey.id(of: "witness.example", algorithm: 6, publicKey: [1, 2, 3])
        let text = NoteKeyText.text(name: "witness.example", id: id, payload: [6, 1, 2, 3])
        #expect(throws: NoteError.unsupportedAlgorithm(6)) { try NoteKey(text) }
    }

    @Test func publicKeyOfAnotherLengthIsRefused() {
        let id = NoteKey.id(of: "log.example", algorithm: 1, publicKey: [1, 2, 3])
        let text = NoteKeyText.text(name: "log.example", id: id, payload: [1, 1, 2, 3])
        #expect(throws: NoteError.malformedKey) { try NoteKey(text) }
        #expect(throws: NoteError.malformedKey) { try NoteKey(name: "a", publicKey: []) }
    }

    @Test(arguments: ["", "a b", "a+b", "a\nb", "a\u{85}b", "a\u{2003}b", "a\u{7}b", "a\r\nb"])
    func nameWithBlanksPlusOrNothingIsRefused(name: String) {
        #expect(throws: NoteError.badName(name)) { try NoteSigner(name: name) }
    }

    @Test func namesAreComparedByTheirBytes() throws {
        let publicKey = try NoteKey(NoteFixture.logKey).publicKey
        let composed = try NoteKey(name: "caf\u{e9}", publicKey: publicKey)
        let decomposed = try NoteKey(name: "cafe\u{301}", publicKey: publicKey)
        #expect(composed != decomposed)
        #expect(composed.covering("cafe\u{301}") == nil)
    }

    @Test func keyOfARegistryCoversTheLogsBelowIt() throws {
        let log = try NoteKey(NoteFixture.logKey)
        let registry = try log.named("registry.example.com")
        #expect(registry.covering(NoteFixture.origin) == log)
        #expect(log.covering(NoteFixture.origin) == log)
        #expect(log.covering("registry.example.com/team/vector") == nil)
        #expect(log.covering("registry.example.com") == nil)
        #expect(registry.covering("registry.example.community/team") == nil)
        #expect(registry.covering("registry.example.com/a b") == nil)
    }

    @Test func signerIsReadAndWrittenAsGoDoes() throws {
        let signer = try NoteSigner(NoteFixture.logSigner)
        #expect(signer.text == NoteFixture.logSigner)
        #expect(signer.key.text == NoteFixture.logKey)
        #expect(try NoteSigner(seed: signer.seed, name: signer.name).text == NoteFixture.logSigner)
        #expect(try signer.named("other").key == signer.key.named("other"))
        #expect(try signer.named("other").key.id != signer.key.id)
    }

    @Test(arguments: [
        "", "PRIVATE+KEY+", NoteFixture.logKey, NoteFixture.logSigner.replacing("PRIVATE", with: "private"),
        NoteFixture.logSigner.replacing("6ea0", with: ""), NoteFixture.logSigner.replacing("AduzV6Vu", with: "Aduz"),
    ])
    func malformedSignerIsRefused(text: String) {
        #expect(throws: NoteError.malformedSigner) { try NoteSigner(text) }
    }

    @Test func signerOfAnotherNameOrAlgorithmIsRefused() {
        let name = NoteFixture.logSigner.replacing("vec", with: "vex")
        #expect(throws: NoteError.wrongKeyID(name: "registry.example.com/team/vex")) { try NoteSigner(name) }
        let algorithm = NoteFixture.logSigner.replacing("AduzV6Vu", with: "BNuzV6Vu")
        #expect(throws: NoteError.unsupportedAlgorithm(4)) { try NoteSigner(algorithm) }
    }

    @Test func newSignersDiffer() throws {
        #expect(try NoteSigner(name: "a").key != NoteSigner(name: "a").key)
    }

    @Test func secretDoesNotShowWhenASignerIsPrinted() throws {
        let signer = try NoteSigner(NoteFixture.logSigner)
        let witness = try CosignatureSigner(seed: signer.seed, name: "w")
        var dumped = ""
        dump(signer, to: &dumped)
        dump(witness, to: &dumped)
        let secret = NoteFixture.logSigner.suffix(40)
        for shown in ["\(signer)", String(reflecting: signer), "\(witness)", String(reflecting: [witness]), dumped] {
            #expect(!shown.contains(secret))
            #expect(!shown.contains("seed"))
        }
    }
}
