// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog
import Testing

@testable import Commands

@Suite struct WitnessStoreTests {
    private let signer: NoteSigner
    private let witness: CosignatureSigner

    init() throws {
        signer = try NoteSigner(name: "registry.test/team/app")
        witness = try CosignatureSigner(name: "witness.test")
    }

    private func store(in directory: String) -> WitnessStore {
        WitnessStore(
            directory: directory,
            signer: witness,
            logs: [signer.key],
            now: { Timestamp(microseconds: 1_795_218_780_000_000) }
        )
    }

    private func checkpoint(_ leaves: [String]) throws -> SignedCheckpoint {
        var tree = CompactRange()
        for leaf in leaves { _ = tree.append(LogHash.leaf(of: Array(leaf.utf8))) }
        let checkpoint = Checkpoint(origin: signer.name, size: tree.size, root: tree.root)
        return try SignedCheckpoint(signing: checkpoint, by: signer)
    }

    private func request(_ old: Int64, _ proof: [LogHash], _ checkpoint: SignedCheckpoint) -> [UInt8] {
        AddCheckpoint(oldSize: old, proof: proof, checkpoint: checkpoint).bytes
    }

    @Test func signsWhatGrowsAndRemembersItAfterARestart() throws {
        let home = try Directory()
        let first = try checkpoint(["a"])
        let answer = try store(in: home.path).add(request(0, [], first))
        #expect(answer.status == 200)
        #expect(
            try !first.adding(signatureLines: answer.body, by: [witness.key]).cosignatures(by: [witness.key]).isEmpty
        )

        let restarted = store(in: home.path)
        #expect(try restarted.add(request(0, [], first)).status == 409)
        #expect(try restarted.add(request(0, [], first)).body == Array("1\n".utf8))
        let second = try checkpoint(["a", "b"])
        #expect(try restarted.add(request(1, [LogHash.leaf(of: Array("b".utf8))], second)).status == 200)
        let newest = try restarted.newest(LogMemory.hexadecimal(signer.name))
        #expect(try SignedCheckpoint(parsing: newest.body).checkpoint == second.checkpoint)
    }

    @Test func signsNoFork() throws {
        let home = try Directory()
        let store = store(in: home.path)
        #expect(try store.add(request(0, [], try checkpoint(["a"]))).status == 200)
        #expect(try store.add(request(1, [], try checkpoint(["x"]))).status == 422)
        let other = try checkpoint(["x", "b"])
        #expect(try store.add(request(1, [LogHash.leaf(of: Array("b".utf8))], other)).status == 422)
    }

    @Test func signsNoOtherLogAndNothingUnsigned() throws {
        let home = try Directory()
        let store = store(in: home.path)
        let stranger = try NoteSigner(name: "elsewhere.test/team/app")
        let foreign = Checkpoint(origin: stranger.name, size: 0, root: .empty)
        #expect(try store.add(request(0, [], try SignedCheckpoint(signing: foreign, by: stranger))).status == 404)
        let forged = Checkpoint(origin: signer.name, size: 0, root: .empty)
        let forger = try NoteSigner(name: signer.name)
        #expect(try store.add(request(0, [], try SignedCheckpoint(signing: forged, by: forger))).status == 403)
        #expect(try store.add(Array("old x\n\n".utf8)).status == 400)
    }

    @Test func signsNothingWhenWhatItSignedIsDamaged() throws {
        let home = try Directory()
        let first = try checkpoint(["a"])
        #expect(try store(in: home.path).add(request(0, [], first)).status == 200)
        let path = "\(home.path)/logs/\(LogMemory.hexadecimal(signer.name)).checkpoint"
        try DurableFile.write(first.bytes, to: path)
        #expect(throws: CommandFailure.self) { try store(in: home.path).add(request(1, [], first)) }
    }

    @Test(arguments: ["", "..", "../key.json", String(repeating: "A", count: 64)])
    func namesThatAreNoHashesLeadNowhere(_ name: String) throws {
        let home = try Directory()
        #expect(try store(in: home.path).newest(name).status == 404)
    }
}
