// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import TagLog

@Suite struct SignedNoteTests {
    private static let line = NoteFixture.logLine300
    private static let text = NoteFixture.text300

    private func note(_ text: String) throws(NoteError) -> SignedNote {
        try SignedNote(parsing: Array(text.utf8))
    }

    /// The example in the documentation of Go's note package.
    @Test func noteSignedByGoIsVerifiedAndSignedAlike() throws {
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
        let signed =
            "\(text)\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
        let signer = try NoteSigner("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
        #expect(try note(signed).verified(by: [signer.key]) == [signer.key])
        #expect(try SignedNote(text: text, signatures: [signer.sign(Array(text.utf8))]).bytes == Array(signed.utf8))
    }

    @Test func noteIsWrittenAsItWasRead() throws {
        let bytes = Array(NoteFixture.checkpoint300.utf8)
        let note = try SignedNote(parsing: bytes)
        #expect(note.bytes == bytes)
        #expect(note.text == NoteFixture.text300)
        #expect(note.signatures.map(\.name) == [NoteFixture.origin, "witness.example.com/w1"])
    }

    @Test func lastEmptyLineSeparates() throws {
        let signer = try NoteSigner(NoteFixture.logSigner)
        for text in ["one\n\ntwo\n", "one\n\n", "\n", "one\n\n\(Self.line)\n", "one\n\n\n\n"] {
            let signed = try SignedNote(text: text, signatures: [signer.sign(Array(text.utf8))])
            let read = try SignedNote(parsing: signed.bytes)
            #expect(read == signed)
            #expect(try read.verified(by: [signer.key]) == [signer.key])
        }
    }

    @Test(arguments: [
        "", "\n", "\n\n", text, "\(text)\n", "\(text)\(line)\n", "\(text)\n\(line)", "\n\(line)\n", "\(line)\n",
        "\(text)\n\(line)\n\n",
    ])
    func noteWithoutTextEmptyLineOrSignaturesIsRefused(text: String) {
        #expect(throws: NoteError.unsigned) { try note(text) }
    }

    @Test(arguments: [
        line.replacing("—", with: "-"), line.replacing("—", with: "\u{2013}"), line.replacing("— ", with: "—"),
        line.replacing("— ", with: "—  "), " \(line)", "\(line) ", "\(line)=", String(line.dropLast()),
        line.replacing(" Hsa", with: "  Hsa"), line.replacing("/team", with: "+team"),
        line.replacing("team", with: "te am"),
        line.replacing("team", with: "te\u{2003}am"), line.replacing("HsaXxi8k", with: "HsaXxi8\u{2014}"),
        line.replacing("HsaXxi8k", with: "HsaX-i8k"), line.replacing("5pkAo=", with: "5pkAp="), "— a HsaXxg==", "— a ",
        "— HsaXxi8k", "—",
    ])
    func lineThatIsNoSignatureIsRefused(line: String) {
        #expect(throws: NoteError.malformedSignature(line: 2)) { try note("\(Self.text)\n\(Self.line)\n\(line)\n") }
    }

    @Test(arguments: ["\r", "\t", "\0", "\u{b}", "\u{1f}"])
    func controlCharacterAnywhereIsRefused(character: String) {
        #expect(throws: NoteError.notText) { try note("\(character)\(NoteFixture.checkpoint300)") }
        #expect(throws: NoteError.notText) { try note("\(NoteFixture.checkpoint300)\(character)") }
        #expect(throws: NoteError.notText) {
            try note(NoteFixture.checkpoint300.replacing("300", with: "300\(character)"))
        }
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: NoteError.notText) { try SignedNote(parsing: [0xff] + Array(NoteFixture.checkpoint300.utf8)) }
    }

    @Test func boundsAreKept() throws {
        let other = NoteSignature(name: "a", id: 1, bytes: [1])
        #expect(try SignedNote(text: "a\n", signatures: Array(repeating: other, count: 100)).signatures.count == 100)
        #expect(throws: NoteError.tooManySignatures(limit: 100)) {
            try SignedNote(text: "a\n", signatures: Array(repeating: other, count: 101))
        }
        let lines = String(repeating: "\(other.line)\n", count: 101)
        #expect(throws: NoteError.tooManySignatures(limit: 100)) { try note("a\n\n\(lines)") }
        let large = String(repeating: "a", count: 65_536) + "\n"
        #expect(throws: NoteError.tooLarge(limit: 65_536)) { try note("\(large)\n\(Self.line)\n") }
        #expect(throws: NoteError.tooLarge(limit: 65_536)) { try SignedNote(text: large, signatures: [other]) }
        #expect(throws: NoteError.unsigned) { try SignedNote(text: "a\n", signatures: []) }
        #expect(throws: NoteError.notText) { try SignedNote(text: "a", signatures: [other]) }
    }

    @Test func signaturesOfOthersAreKeptAndPassedOver() throws {
        let key = try NoteKey(NoteFixture.logKey)
        let unknown = [
            "— \(NoteFixture.origin) AAAAAC8kSW4=", "— someone.example \(Self.line.split(separator: " ")[2])",
            "— a AAAAAAA=",
        ]
        let text = "\(Self.text)\n\(unknown.joined(separator: "\n"))\n\(Self.line)\n"
        let read = try note(text)
        #expect(read.signatures.count == 4)
        #expect(read.bytes == Array(text.utf8))
        #expect(try read.verified(by: [key]) == [key])
    }

    @Test func signatureOfAKnownKeyThatDoesNotFitSpoilsTheNote() throws {
        let keys = [try NoteKey(NoteFixture.logKey), try NoteKey(NoteFixture.witnessKey)]
        #expect(try note(NoteFixture.checkpoint300).verified(by: keys) == keys)
        let log = NoteFixture.checkpoint300.replacing("HsaXxi8k", with: "HsaXxi8l")
        #expect(throws: NoteError.badSignature(name: NoteFixture.origin)) { try note(log).verified(by: keys) }
        #expect(try note(log).verified(by: [keys[1]]) == [keys[1]])
        let witness = NoteFixture.checkpoint300.replacing("rALQ1yGfw", with: "rALQ1yGfx")
        #expect(throws: NoteError.badSignature(name: "witness.example.com/w1")) { try note(witness).verified(by: keys) }
        #expect(try note(witness).verified(by: [keys[0]]) == [keys[0]])
    }

    @Test func secondSignatureOfTheSameKeyIsPassedOver() throws {
        let key = try NoteKey(NoteFixture.logKey)
        let second = Self.line.replacing("HsaXxi8k", with: "HsaXxi8l")
        #expect(try note("\(Self.text)\n\(Self.line)\n\(second)\n").verified(by: [key]) == [key])
        #expect(throws: NoteError.badSignature(name: NoteFixture.origin)) {
            try note("\(Self.text)\n\(second)\n\(Self.line)\n").verified(by: [key])
        }
    }

    @Test func noteOfUnknownKeysIsRefusedWithTheirNames() throws {
        let other = try NoteSigner(name: NoteFixture.origin).key
        let error = NoteError.unknownSigners([NoteFixture.origin, "witness.example.com/w1"])
        #expect(throws: error) { try note(NoteFixture.checkpoint300).verified(by: [other]) }
        #expect(throws: error) { try note(NoteFixture.checkpoint300).verified(by: []) }
    }

    @Test func sameKeyTwiceIsOneKeyAndNoAmbiguity() throws {
        let key = try NoteKey(NoteFixture.logKey)
        #expect(try note(NoteFixture.checkpoint300).verified(by: [key, key]) == [key])
    }

    @Test func everyChangedBitFails() throws {
        let key = try NoteKey(NoteFixture.logKey)
        let original = Array("\(Self.text)\n\(Self.line)\n".utf8)
        for place in original.indices {
            for bit in 0..<8 {
                var bytes = original
                bytes[place] ^= 1 << bit
                #expect(throws: NoteError.self, "byte \(place), bit \(bit)") {
                    try SignedNote(parsing: bytes).verified(by: [key])
                }
            }
        }
    }

    @Test func damagedNotesAreRefusedOrReadAsTheyAre() {
        var damage = Deterministic(seed: 71)
        var read = 0
        for _ in 0..<3_000 {
            let bytes = damage.damage(Array(NoteFixture.checkpoint300.utf8))
            // Only whether it is read, and what is written then, counts here.
            guard let note = try? SignedNote(parsing: bytes) else { continue }
            read += 1
            #expect(note.bytes == bytes)
        }
        #expect(read > 0)
    }
}
