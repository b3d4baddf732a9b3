// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import TagLog

@Suite struct TagProofTests {
    private static let origin = "registry.example/team/app"

    /// A log of seven entries about one tag, and the proof of one of them.
    private func proof(of index: Int64, by signer: NoteSigner) throws -> TagProof {
        let entries = try (0..<Int64(7)).map { number in
            LogEntry(
                index: number,
                time: Timestamp(microseconds: number),
                event: number == 0 ? "created" : "moved",
                tag: try Tag("1.0"),
                digest: try Digest("sha256:" + String(repeating: "\(number)", count: 64)),
                actor: "ann"
            ).bytes
        }
        let leaves = entries.map { LogHash.leaf(of: $0) }
        let pairs = [LogHash.node(leaves[0], leaves[1]), .node(leaves[2], leaves[3]), .node(leaves[4], leaves[5])]
        let left = LogHash.node(pairs[0], pairs[1])
        let right = LogHash.node(pairs[2], leaves[6])
        // Index 5: its sibling, the last leaf, the left half.
        let path = index == 5 ? [leaves[4], leaves[6], left] : [pairs[2], left]
        return TagProof(
            entry: entries[Int(index)],
            proof: InclusionProof(index: index, size: 7, hashes: path),
            checkpoint: try SignedCheckpoint(
                signing: Checkpoint(origin: Self.origin, size: 7, root: .node(left, right)),
                by: signer
            )
        )
    }

    private func proof(replacing old: String, with new: String) throws -> (bytes: [UInt8], key: NoteKey) {
        let signer = try NoteSigner(name: Self.origin)
        let text = String(decoding: try proof(of: 5, by: signer).bytes, as: UTF8.self)
        return (Array(text.replacing(old, with: new).utf8), signer.key)
    }

    @Test(arguments: [Int64(5), 6])
    func proofIsWrittenReadAndVerified(index: Int64) throws {
        let signer = try NoteSigner(name: Self.origin)
        let proof = try proof(of: index, by: signer)
        let read = try TagProof(parsing: proof.bytes)
        #expect(read == proof)
        #expect(read.bytes == proof.bytes)
        let entry = try read.verify(by: signer.key)
        #expect(entry.index == index)
        #expect(entry.tag?.rawValue == "1.0")
    }

    /// The entry is none of ours, so what is tested is that the path of another program's proof is taken.
    @Test func pathOfAnotherProgramsProofIsTaken() throws {
        let extra = Base64.encode(Array(NoteFixture.entry41.utf8))
        let lines =
            ["c2sp.org/tlog-proof@v1", "extra \(extra)", "index 41"] + NoteFixture.path41 + [
                "", NoteFixture.checkpoint300,
            ]
        let text = lines.joined(separator: "\n")
        let proof = try TagProof(parsing: Array(text.utf8))
        let root = proof.checkpoint.checkpoint.root
        #expect(proof.proof.verifies(leaf: .leaf(of: proof.entry), root: root))
        #expect {
            try proof.verify(by: NoteKey(NoteFixture.logKey))
        } throws: { error in
            guard case .entry? = error as? TagProofError else { return false }
            return true
        }
        let other = try TagProof(parsing: Array(text.replacing("index 41", with: "index 42").utf8))
        #expect(throws: TagProofError.notIncluded(index: 42, size: 300)) {
            try other.verify(by: NoteKey(NoteFixture.logKey))
        }
    }

    @Test func proofOfAnotherLogOrKeyIsRefused() throws {
        let signer = try NoteSigner(name: Self.origin)
        let proof = try proof(of: 5, by: signer)
        let other = try signer.named("registry.example/team/other").key
        #expect(throws: TagProofError.checkpoint(.otherOrigin(expected: other.name, found: Self.origin))) {
            try proof.verify(by: other)
        }
        #expect(throws: TagProofError.checkpoint(.unknownSigners([Self.origin]))) {
            try proof.verify(by: NoteSigner(name: Self.origin).key)
        }
    }

    @Test func entryThatSaysItStandsElsewhereIsRefused() throws {
        let signer = try NoteSigner(name: Self.origin)
        let entry = try proof(of: 5, by: signer).entry
        let proof = TagProof(
            entry: entry,
            proof: InclusionProof(index: 0, size: 1, hashes: []),
            checkpoint: try SignedCheckpoint(
                signing: Checkpoint(origin: Self.origin, size: 1, root: .leaf(of: entry)),
                by: signer
            )
        )
        #expect(throws: TagProofError.otherIndex(entry: 5, proof: 0)) { try proof.verify(by: signer.key) }
    }

    @Test func proofForAnotherSizeThanTheCheckpointsIsRefused() throws {
        let signer = try NoteSigner(name: Self.origin)
        let proof = try proof(of: 6, by: signer)
        let other = TagProof(
            entry: proof.entry,
            proof: InclusionProof(index: 6, size: 8, hashes: proof.proof.hashes),
            checkpoint: proof.checkpoint
        )
        #expect(throws: TagProofError.notIncluded(index: 6, size: 7)) { try other.verify(by: signer.key) }
    }

    struct Malformed: Sendable {
        let old: String
        let new: String
        let error: TagProofError

        init(_ old: String, _ new: String, _ error: TagProofError) {
            self.old = old
            self.new = new
            self.error = error
        }
    }

    @Test(arguments: [
        Malformed("@v1", "@v2", .notAProof), Malformed("c2sp", "C2SP", .notAProof), Malformed("\n\n", "\n", .notAProof),
        Malformed("@v1\n", "@v1\r\n", .notAProof), Malformed("extra ", "extra: ", .noEntry),
        Malformed("extra ", "extra  ", .malformedEntry), Malformed("extra e", "extra -", .malformedEntry),
        Malformed("index 5", "index 05", .malformedIndex), Malformed("index 5", "index -5", .malformedIndex),
        Malformed("index 5", "index 5 ", .malformedIndex), Malformed("index 5\n", "", .malformedIndex),
        Malformed("index 5\n", "index 5\nAAAA\n", .malformedHash(line: 4)),
        Malformed("index 5\n", "index 5\n\n", .checkpoint(.malformedSignature(line: 1))),
        Malformed("index 5\n", "index 5\n" + String(repeating: "A\n", count: 64), .tooManyHashes(limit: 63)),
    ])
    func malformedProofIsRefused(row: Malformed) throws {
        let bytes = try proof(replacing: row.old, with: row.new).bytes
        #expect {
            try TagProof(parsing: bytes)
        } throws: { error in
            // An empty line too early gives a checkpoint of hashes, refused in one way or another.
            if case .checkpoint = row.error, case .checkpoint? = error as? TagProofError { return true }
            return error as? TagProofError == row.error
        }
    }

    @Test func proofWithoutEntryIsRefusedWithWords() throws {
        let text = (["c2sp.org/tlog-proof@v1", "index 41"] + NoteFixture.path41 + ["", NoteFixture.checkpoint300])
            .joined(separator: "\n")
        #expect(throws: TagProofError.noEntry) { try TagProof(parsing: Array(text.utf8)) }
    }

    @Test func boundsAreKept() throws {
        #expect(throws: TagProofError.tooLarge(limit: 262_144)) {
            try TagProof(parsing: Array(repeating: UInt8(ascii: "\n"), count: 262_145))
        }
        let signer = try NoteSigner(name: Self.origin)
        let proof = try proof(of: 5, by: signer)
        let large = TagProof(
            entry: Array(repeating: 0x20, count: LogEntry.maximumSize + 1),
            proof: proof.proof,
            checkpoint: proof.checkpoint
        )
        #expect(throws: TagProofError.malformedEntry) { try TagProof(parsing: large.bytes) }
    }

    @Test func changedBitInAnyByteFails() throws {
        let signer = try NoteSigner(name: Self.origin)
        let original = try proof(of: 5, by: signer).bytes
        for place in original.indices {
            var bytes = original
            bytes[place] ^= 1 << (place % 7)
            #expect(throws: TagProofError.self, "byte \(place)") {
                try TagProof(parsing: bytes).verify(by: signer.key)
            }
        }
    }

    @Test func damagedProofsAreRefusedOrReadAsTheyAre() throws {
        let signer = try NoteSigner(name: Self.origin)
        let original = try proof(of: 5, by: signer)
        var damage = Deterministic(seed: 73)
        for _ in 0..<1_000 {
            let bytes = damage.damage(original.bytes)
            // Only what is read counts here.
            guard let proof = try? TagProof(parsing: bytes) else { continue }
            #expect(proof.bytes == bytes)
            if (try? proof.verify(by: signer.key)) != nil { #expect(proof.entry == original.entry) }
        }
    }
}
