// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import TagLog

@Suite struct WitnessTests {
    private static let request = """
        old 256
        \(NoteFixture.hash256to300)

        \(NoteFixture.checkpoint300)
        """

    private let log: NoteKey
    private let known256: Witness.Known

    init() throws {
        log = try NoteKey(NoteFixture.logKey)
        known256 = Witness.Known(try SignedCheckpoint(NoteFixture.checkpoint256).checkpoint)
    }

    private func request(_ text: String = WitnessTests.request) throws(AddCheckpointError) -> AddCheckpoint {
        try AddCheckpoint(parsing: Array(text.utf8))
    }

    private func request(old: Int64, _ hashes: [String], _ checkpoint: String) throws -> AddCheckpoint {
        let proof = try hashes.map { try #require(Base64.decode($0).flatMap { LogHash($0) }) }
        return AddCheckpoint(oldSize: old, proof: proof, checkpoint: try SignedCheckpoint(checkpoint))
    }

    private func fork(size: Int64) throws -> SignedCheckpoint {
        let checkpoint = Checkpoint(origin: NoteFixture.origin, size: size, root: .leaf(of: [1]))
        return try SignedCheckpoint(signing: checkpoint, by: NoteSigner(NoteFixture.logSigner))
    }

    // MARK: Requests

    @Test func requestOfAnotherProgramIsReadAndWrittenAlike() throws {
        let request = try request()
        #expect(request.oldSize == 256)
        #expect(request.proof.count == 1)
        #expect(request.checkpoint.checkpoint.size == 300)
        #expect(request.bytes == Array(Self.request.utf8))
    }

    @Test func requestWithoutHashesIsRead() throws {
        let request = try request("old 0\n\n\(NoteFixture.checkpoint300)")
        #expect(request.oldSize == 0)
        #expect(request.proof.isEmpty)
    }

    @Test(arguments: [
        "", "\n\n", "old 1", "old 1\n", "old\n\n\(NoteFixture.checkpoint300)", "old  1\n\n\(NoteFixture.checkpoint300)",
        "old 01\n\n\(NoteFixture.checkpoint300)", "old -1\n\n\(NoteFixture.checkpoint300)",
        "old 1 \n\n\(NoteFixture.checkpoint300)", "old 9223372036854775807\n\n\(NoteFixture.checkpoint300)",
        "Old 1\n\n\(NoteFixture.checkpoint300)", "\nold 1\n\n\(NoteFixture.checkpoint300)",
        "\(NoteFixture.hash256to300)\n\n\(NoteFixture.checkpoint300)",
    ])
    func requestWithoutOldSizeIsRefused(text: String) {
        #expect(throws: AddCheckpointError.noOldSize) { try request(text) }
    }

    @Test func malformedHashesAndCheckpointsAreRefused() {
        #expect(throws: AddCheckpointError.malformedHash(line: 2)) {
            try request("old 1\nAAAA\n\n\(NoteFixture.checkpoint300)")
        }
        let hashes = String(repeating: "\(NoteFixture.hash256to300)\n", count: 64)
        #expect(throws: AddCheckpointError.tooManyHashes(limit: 63)) {
            try request("old 1\n\(hashes)\n\(NoteFixture.checkpoint300)")
        }
        #expect(throws: AddCheckpointError.checkpoint(.unsigned)) { try request("old 1\n\n\(NoteFixture.text300)") }
        #expect(throws: AddCheckpointError.checkpoint(.unsigned)) { try request("old 1\n\n") }
        let large = String(repeating: "a", count: AddCheckpoint.maximumSize + 1)
        #expect(throws: AddCheckpointError.tooLarge(limit: AddCheckpoint.maximumSize)) { try request(large) }
    }

    @Test func sizeInAConflictIsReadStrictly() {
        #expect(AddCheckpoint.conflictBody(size: 256) == Array("256\n".utf8))
        #expect(AddCheckpoint.size(inConflictBody: Array("256\n".utf8)) == 256)
        for text in ["", "\n", "256", "256\n\n", " 256\n", "0256\n", "-1\n", "99999999999999999999\n"] {
            #expect(AddCheckpoint.size(inConflictBody: Array(text.utf8)) == nil, "\(text)")
        }
    }

    @Test func damagedRequestsAreRefusedOrReadAsTheyAre() throws {
        var damage = Deterministic(seed: 74)
        for _ in 0..<1_500 {
            let bytes = damage.damage(Array(Self.request.utf8))
            // Only what is read counts here.
            guard let request = try? AddCheckpoint(parsing: bytes) else { continue }
            #expect(request.bytes == bytes)
            if Witness.judge(request, known: known256, keys: [log]) == .sign {
                #expect(request.checkpoint.checkpoint.text == NoteFixture.text300)
            }
        }
    }

    // MARK: Judgement

    @Test func consistentCheckpointIsSigned() throws {
        #expect(Witness.judge(try request(), known: known256, keys: [log]) == .sign)
    }

    @Test func firstCheckpointIsSignedWithoutProof() throws {
        for checkpoint in [NoteFixture.checkpoint0, NoteFixture.checkpoint256, NoteFixture.checkpoint300] {
            let first = try request(old: 0, [], checkpoint)
            #expect(Witness.judge(first, known: nil, keys: [log]) == .sign)
            #expect(Witness.judge(first, known: Witness.Known(size: 0, root: .empty), keys: [log]) == .sign)
        }
    }

    @Test func firstCheckpointWithAProofIsRefused() throws {
        let first = try request(old: 0, [NoteFixture.hash256to300], NoteFixture.checkpoint300)
        #expect(Witness.judge(first, known: nil, keys: [log]) == .unprocessable(.inconsistent))
    }

    @Test func sameCheckpointIsSignedAgain() throws {
        #expect(
            Witness.judge(try request(old: 256, [], NoteFixture.checkpoint256), known: known256, keys: [log]) == .sign
        )
        let withProof = try request(old: 256, [NoteFixture.hash256to300], NoteFixture.checkpoint256)
        #expect(Witness.judge(withProof, known: known256, keys: [log]) == .unprocessable(.inconsistent))
    }

    @Test func asManyEntriesWithAnotherRootAreAFork() throws {
        let forked = AddCheckpoint(oldSize: 256, proof: [], checkpoint: try fork(size: 256))
        #expect(Witness.judge(forked, known: known256, keys: [log]) == .unprocessable(.otherRoot))
        #expect(known256.contradicts(forked.checkpoint.checkpoint))
        #expect(!known256.contradicts(try SignedCheckpoint(NoteFixture.checkpoint256).checkpoint))
        #expect(!known256.contradicts(try fork(size: 257).checkpoint))
    }

    @Test func emptyLogWithARootIsRefused() throws {
        let text = "\(NoteFixture.origin)\n0\njlsbDzxOZ9aGOjCGM1apDL3GDG8CejaF+TABVcAU2Sw=\n"
        let signature = try NoteSigner(NoteFixture.logSigner).sign(Array(text.utf8))
        let checkpoint = try SignedCheckpoint(parsing: SignedNote(text: text, signatures: [signature]).bytes)
        let request = AddCheckpoint(oldSize: 0, proof: [], checkpoint: checkpoint)
        #expect(Witness.judge(request, known: nil, keys: [log]) == .unprocessable(.otherRoot))
    }

    @Test func forkThatGrewIsRefused() throws {
        let proof = try request().proof
        let forked = AddCheckpoint(oldSize: 256, proof: proof, checkpoint: try fork(size: 300))
        #expect(Witness.judge(forked, known: known256, keys: [log]) == .unprocessable(.inconsistent))
        let otherKnown = Witness.Known(size: 256, root: .leaf(of: [2]))
        #expect(Witness.judge(try request(), known: otherKnown, keys: [log]) == .unprocessable(.inconsistent))
        let unproven = try request(old: 256, [], NoteFixture.checkpoint300)
        #expect(Witness.judge(unproven, known: known256, keys: [log]) == .unprocessable(.inconsistent))
    }

    @Test func otherOldSizeThanTheKnownOneIsAConflict() throws {
        #expect(Witness.judge(try request(), known: nil, keys: [log]) == .conflict(size: 0))
        let first = try request(old: 0, [], NoteFixture.checkpoint300)
        #expect(Witness.judge(first, known: known256, keys: [log]) == .conflict(size: 256))
        let known300 = Witness.Known(try SignedCheckpoint(NoteFixture.checkpoint300).checkpoint)
        #expect(Witness.judge(try request(), known: known300, keys: [log]) == .conflict(size: 300))
    }

    @Test func oldSizeBeyondTheCheckpointIsABadRequest() throws {
        let backwards = try request(old: 300, [], NoteFixture.checkpoint256)
        let known300 = Witness.Known(try SignedCheckpoint(NoteFixture.checkpoint300).checkpoint)
        #expect(Witness.judge(backwards, known: known300, keys: [log]) == .badRequest)
    }

    @Test func unknownLogIsNotFoundWhateverItSigned() throws {
        let other = try log.named("registry.example.com/team/other")
        let witness = try NoteKey(NoteFixture.witnessKey)
        for keys in [[], [other], [witness]] {
            #expect(Witness.judge(try request(), known: nil, keys: keys) == .unknownOrigin)
        }
    }

    @Test func checkpointThatTheLogDidNotSignIsForbidden() throws {
        let key = try NoteSigner(name: NoteFixture.origin).key
        let names = [NoteFixture.origin, "witness.example.com/w1"]
        #expect(Witness.judge(try request(), known: known256, keys: [key]) == .forbidden(.unknownSigners(names)))
        let changed = try request(Self.request.replacing("HsaXxi8k", with: "HsaXxi8l"))
        #expect(
            Witness.judge(changed, known: known256, keys: [log]) == .forbidden(.badSignature(name: NoteFixture.origin))
        )
    }

    @Test func witnessThatBearsTheNameOfTheLogIsNotTheLog() throws {
        let impostor = try CosignatureSigner(name: NoteFixture.origin)
        let signed = try SignedCheckpoint(NoteFixture.checkpoint300).cosigned(by: impostor, at: NoteFixture.witnessTime)
        let request = AddCheckpoint(oldSize: 0, proof: [], checkpoint: signed)
        #expect(Witness.judge(request, known: nil, keys: [impostor.key]) == .unknownOrigin)
    }

    @Test func keyOfARegistryCoversItsLogs() throws {
        let registry = try log.named("registry.example.com")
        #expect(Witness.judge(try request(), known: known256, keys: [registry]) == .sign)
    }
}
