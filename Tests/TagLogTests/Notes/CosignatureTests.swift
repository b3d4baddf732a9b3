// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import TagLog

@Suite struct CosignatureTests {
    private static let checkpoint = "\(NoteFixture.text300)\n\(NoteFixture.logLine300)\n"

    private func witness() throws -> CosignatureSigner {
        try CosignatureSigner(
            seed: NoteFixture.bytes(hexadecimal: NoteFixture.witnessSeed),
            name: "witness.example.com/w1"
        )
    }

    @Test func cosignatureOfAnotherProgramIsReadAndMadeAlike() throws {
        let witness = try witness()
        #expect(witness.key.text == NoteFixture.witnessKey)
        let signed = try SignedCheckpoint(NoteFixture.checkpoint300)
        let cosignatures = try signed.cosignatures(by: [witness.key])
        #expect(cosignatures == [Cosignature(key: witness.key, time: NoteFixture.witnessTime)])
        let again = try SignedCheckpoint(Self.checkpoint).cosigned(by: witness, at: NoteFixture.witnessTime)
        #expect(again.bytes == Array(NoteFixture.checkpoint300.utf8))
    }

    @Test func timeCountsToTheSecondAndNotBefore1970() throws {
        let checkpoint = try SignedCheckpoint(Self.checkpoint)
        let witness = try witness()
        let signed = try checkpoint.cosigned(by: witness, at: Timestamp(microseconds: 1_999_999))
        #expect(try signed.cosignatures(by: [witness.key]).map(\.time) == [Timestamp(microseconds: 1_000_000)])
        #expect(throws: NoteError.badTime) { try checkpoint.cosigned(by: witness, at: Timestamp(microseconds: -1)) }
    }

    @Test func laterCosignatureReplacesTheEarlierOne() throws {
        let witness = try witness()
        let later = Timestamp(microseconds: NoteFixture.witnessTime.microseconds + 60_000_000)
        let signed = try SignedCheckpoint(NoteFixture.checkpoint300).cosigned(by: witness, at: later)
        #expect(signed.note.signatures.count == 2)
        #expect(try signed.cosignatures(by: [witness.key]).map(\.time) == [later])
    }

    @Test func changedTimeBitOrTextFails() throws {
        let key = try witness().key
        let signature = try SignedCheckpoint(NoteFixture.checkpoint300).note.signatures[1]
        let text = Array(NoteFixture.text300.utf8)
        #expect(key.verifies(signature, over: text))
        for bit in 0..<signature.bytes.count * 8 {
            var bytes = signature.bytes
            bytes[bit / 8] ^= 1 << (bit % 8)
            let changed = NoteSignature(name: signature.name, id: signature.id, bytes: bytes)
            #expect(!key.verifies(changed, over: text), "bit \(bit)")
        }
        for place in text.indices {
            var changed = text
            changed[place] ^= 1 << (place % 8)
            #expect(!key.verifies(signature, over: changed), "byte \(place)")
        }
        for bytes in [
            [], Array(signature.bytes.dropLast()), signature.bytes + [0], Array(signature.bytes.dropFirst(8)),
        ] {
            #expect(!key.verifies(NoteSignature(name: key.name, id: key.id, bytes: bytes), over: text))
        }
    }

    @Test func answerOfAWitnessIsAdded() throws {
        let witness = try witness()
        let checkpoint = try SignedCheckpoint(Self.checkpoint)
        let lines = Array("— someone.example AAAAAC8kSW4=\n\(NoteFixture.witnessLine300)\n".utf8)
        let signed = try checkpoint.adding(signatureLines: lines, by: [witness.key])
        #expect(signed.bytes == Array(NoteFixture.checkpoint300.utf8))
    }

    @Test(arguments: [
        "", "\n", "nothing\n", "\n\(NoteFixture.witnessLine300)\n", "a\n\n\(NoteFixture.witnessLine300)\n",
    ])
    func answerThatIsNoCosignatureIsRefused(answer: String) throws {
        let checkpoint = try SignedCheckpoint(Self.checkpoint)
        let key = try witness().key
        #expect(throws: NoteError.self) { try checkpoint.adding(signatureLines: Array(answer.utf8), by: [key]) }
    }

    @Test func answerOfAnUnknownWitnessOrForAnotherCheckpointIsRefused() throws {
        let lines = Array("\(NoteFixture.witnessLine300)\n".utf8)
        let key = try witness().key
        let other = try CosignatureSigner(name: key.name).key
        #expect(throws: NoteError.unknownSigners([key.name])) {
            try SignedCheckpoint(Self.checkpoint).adding(signatureLines: lines, by: [other])
        }
        #expect(throws: NoteError.badSignature(name: key.name)) {
            try SignedCheckpoint(NoteFixture.checkpoint256).adding(signatureLines: lines, by: [key])
        }
    }

    @Test func checkpointWithoutCosignaturesHasNone() throws {
        let checkpoint = try SignedCheckpoint(Self.checkpoint)
        #expect(try checkpoint.cosignatures(by: [witness().key]).isEmpty)
        #expect(try checkpoint.cosignatures(by: [NoteKey(NoteFixture.logKey)]).isEmpty)
    }
}
