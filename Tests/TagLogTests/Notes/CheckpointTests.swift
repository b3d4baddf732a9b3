// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import TagLog

@Suite struct CheckpointTests {
    private static let hash = "jlsbDzxOZ9aGOjCGM1apDL3GDG8CejaF+TABVcAU2Sw="

    @Test func checkpointOfAnotherProgramIsReadVerifiedAndSignedAlike() throws {
        let signer = try NoteSigner(NoteFixture.logSigner)
        for text in [NoteFixture.checkpoint300, NoteFixture.checkpoint256, NoteFixture.checkpoint0] {
            let signed = try SignedCheckpoint(text)
            #expect(signed.checkpoint.origin == NoteFixture.origin)
            #expect(signed.bytes == Array(text.utf8))
            try signed.verify(by: signer.key)
            let again = try SignedCheckpoint(signing: signed.checkpoint, by: signer)
            #expect(again.note.signatures == [signed.note.signatures[0]])
            #expect(again.checkpoint == signed.checkpoint)
        }
        #expect(try SignedCheckpoint(NoteFixture.checkpoint300).checkpoint.size == 300)
        #expect(try SignedCheckpoint(NoteFixture.checkpoint0).checkpoint.root == .empty)
    }

    @Test(arguments: [
        "", "a", "a\n", "a\n1\n", "\n1\n\(hash)\n", "a\n\n\(hash)\n", "a\n1\n\n", "a\n-1\n\(hash)\n",
        "a\n+1\n\(hash)\n",
        "a\n01\n\(hash)\n", "a\n1 \n\(hash)\n", "a\n 1\n\(hash)\n", "a\n1.0\n\(hash)\n", "a\n0x1\n\(hash)\n",
        "a\n\u{661}\n\(hash)\n", "a\n4611686018427387905\n\(hash)\n", "a\n9223372036854775808\n\(hash)\n",
        "a\n99999999999999999999\n\(hash)\n", "a\n1\n\(hash)", "a\n1\n\(hash) \n", "a\n1\n\(hash)=\n",
        "a\n1\njlsbDzxOZ9aGOjCGM1apDL3GDG8CejaF+TABVcAU2Q==\n", "a\n1\njlsbDzxOZ9aGOjCGM1apDL3GDG8CejaF-TABVcAU2Sw=\n",
        "a\n1\njlsbDzxOZ9aGOjCGM1apDL3GDG8CejaF+TABVcAU2Sx=\n", "a\n1\n\(hash)\n\n", "a\n1\n\(hash)\n\nmore\n",
        "a\n1\r\n\(hash)\n",
    ])
    func textThatIsNoCheckpointIsRefused(text: String) {
        #expect {
            try Checkpoint(parsing: text)
        } throws: { error in
            guard case .malformedCheckpoint? = error as? NoteError else { return false }
            return true
        }
    }

    @Test func furtherLinesAreKept() throws {
        let text = "a\n4611686018427387904\n\(Self.hash)\none\ntwo three\n"
        let checkpoint = try Checkpoint(parsing: text)
        #expect(checkpoint.size == 1 << 62)
        #expect(checkpoint.extensions == ["one", "two three"])
        #expect(checkpoint.text == text)
        let signer = try NoteSigner(name: "a")
        #expect(try SignedCheckpoint(signing: checkpoint, by: signer).checkpoint == checkpoint)
    }

    @Test(arguments: [
        Checkpoint(origin: "", size: 0, root: .empty), Checkpoint(origin: "log", size: -1, root: .empty),
        Checkpoint(origin: "log", size: 1, root: .empty, extensions: ["a\nb"]),
        Checkpoint(origin: "log", size: 1, root: .empty, extensions: ["a", ""]),
        Checkpoint(origin: "log", size: 1, root: .empty, extensions: ["a\tb"]),
        Checkpoint(origin: "log", size: 0, root: .leaf(of: [])),
    ])
    func whatCouldNotBeReadAgainIsNotSigned(checkpoint: Checkpoint) throws {
        let signer = try NoteSigner(name: "log")
        #expect(throws: NoteError.self) { try SignedCheckpoint(signing: checkpoint, by: signer) }
    }

    @Test func checkpointOfAnotherLogIsNotSignedOrVerified() throws {
        let signer = try NoteSigner(NoteFixture.logSigner)
        let other = try signer.named("registry.example.com/team/other")
        let checkpoint = try SignedCheckpoint(NoteFixture.checkpoint300)
        let error = NoteError.otherOrigin(expected: other.name, found: NoteFixture.origin)
        #expect(throws: error) { try checkpoint.verify(by: other.key) }
        #expect(throws: error) { try SignedCheckpoint(signing: checkpoint.checkpoint, by: other) }
        #expect(throws: error) { try checkpoint.verify(by: NoteKey(name: other.name, publicKey: signer.key.publicKey)) }
    }

    @Test func witnessOfTheSameNameIsNotTheLog() throws {
        let witness = try CosignatureSigner(name: NoteFixture.origin)
        let signed = try SignedCheckpoint(NoteFixture.checkpoint300).cosigned(by: witness, at: NoteFixture.witnessTime)
        #expect(throws: NoteError.unsupportedAlgorithm(4)) { try signed.verify(by: witness.key) }
    }

    @Test func logWithoutEntriesHasOneRoot() throws {
        let signer = try NoteSigner(name: "a")
        let text = "a\n0\n\(Self.hash)\n"
        let note = try SignedNote(text: text, signatures: [signer.sign(Array(text.utf8))])
        let signed = try SignedCheckpoint(parsing: note.bytes)
        #expect(throws: NoteError.malformedCheckpoint("a log without entries has another root")) {
            try signed.verify(by: signer.key)
        }
        #expect(!(try LogPolicy(parsing: Array("log \(signer.key.text)\nquorum none\n".utf8)).isSatisfied(by: signed)))
    }

    @Test func spellingsOfAnOriginAreDifferentLogs() throws {
        let signer = try NoteSigner(name: "caf\u{e9}")
        let signed = try SignedCheckpoint(signing: Checkpoint(origin: signer.name, size: 0, root: .empty), by: signer)
        let other = try signer.named("cafe\u{301}").key
        #expect(throws: NoteError.self) { try signed.verify(by: other) }
        #expect(signed.checkpoint != Checkpoint(origin: "cafe\u{301}", size: 0, root: .empty))
    }

    @Test func damagedCheckpointsNeverVerifyAsAnythingElse() throws {
        let key = try NoteKey(NoteFixture.logKey)
        let original = try SignedCheckpoint(NoteFixture.checkpoint300).checkpoint
        var damage = Deterministic(seed: 72)
        for _ in 0..<3_000 {
            let bytes = damage.damage(Array(NoteFixture.checkpoint300.utf8))
            guard let signed = try? SignedCheckpoint(parsing: bytes), (try? signed.verify(by: key)) != nil else {
                continue
            }
            #expect(signed.checkpoint == original)
        }
    }
}
