// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import TagLog

/// Makes and verifies random proofs of one log.
struct ProofLoad {
    private static let origin = "holdfast-3f9c1d27a6b480e5/platform/payments/checkout"

    let entries: Int64
    let proofs: Int
    let seed: UInt64

    func run() throws -> Figures {
        let history = History(seed: seed)
        var chance = Chance(seed: seed)
        let sizes = (0..<proofs).map { _ in Int64.random(in: 1...entries, using: &chance) }
        let wanted = Set(sizes)
        // The roots of earlier trees, from the hashes of the entries and not from the tiles that are to be proven with.
        var roots: [Int64: LogHash] = [:]
        var log = TiledLog(capacity: entries)
        let clock = ContinuousClock()
        let growing = try clock.measure {
            for index in 0..<entries {
                log.append(try history.entry(index).bytes)
                if wanted.contains(index + 1) { roots[index + 1] = log.range.root }
            }
        }
        roots[entries] = log.range.root
        var figures = Figures()
        figures.add("entries", entries)
        figures.add("proofs", proofs)
        figures.add("grow_seconds", growing / .seconds(1))
        figures.add("tile_bytes", log.byteCount)
        try measureTagProofs(of: log, history, using: &chance, into: &figures)
        try measureConsistency(of: log, roots, sizes, using: &chance, into: &figures)
        return figures
    }

    /// The files that `log proof` prints: made from tiles as text, and verified from text with the log's public key.
    private func measureTagProofs(
        of log: TiledLog,
        _ history: History,
        using chance: inout Chance,
        into figures: inout Figures
    ) throws {
        let signer = try NoteSigner(seed: chance.bytes(32), name: Self.origin)
        let checkpoint = try SignedCheckpoint(
            signing: Checkpoint(origin: Self.origin, size: entries, root: log.range.root),
            by: signer
        )
        var times = Times()
        var lengths: [Int] = []
        var entryLengths: [Int] = []
        for _ in 0..<proofs {
            let index = Int64.random(in: 0..<entries, using: &chance)
            let entry = try history.entry(index)
            let bytes = entry.bytes
            let text = try times.making {
                let proof = try InclusionPlan(index: index, size: entries).proof(log.bytes(of:))
                return TagProof(entry: bytes, proof: proof, checkpoint: checkpoint).bytes
            }
            let proven = try times.verifying { try TagProof(parsing: text).verify(by: signer.key) }
            guard proven == entry else { throw LoadError("the proof of entry \(index) proves another one") }
            lengths.append(text.count)
            entryLengths.append(bytes.count)
        }
        times.add("tag_proof", to: &figures)
        figures.add("tag_proof_length", lengths: lengths)
        figures.add("entry_length", lengths: entryLengths)
    }

    /// Proofs that one tree grew out of another: half of them up to the newest, half between any two.
    private func measureConsistency(
        of log: TiledLog,
        _ roots: [Int64: LogHash],
        _ sizes: [Int64],
        using chance: inout Chance,
        into figures: inout Figures
    ) throws {
        var times = Times()
        for (turn, size) in sizes.enumerated() {
            let other = turn % 2 == 0 ? entries : sizes[Int.random(in: sizes.indices, using: &chance)]
            let (from, to) = (min(size, other), max(size, other))
            guard let fromRoot = roots[from], let toRoot = roots[to] else {
                throw LoadError("the root of \(from) or \(to) entries was not kept")
            }
            let proof = try times.making { try ConsistencyPlan(from: from, to: to).proof(log.bytes(of:)) }
            let holds = times.verifying { proof.verifies(fromRoot: fromRoot, toRoot: toRoot) }
            guard holds else { throw LoadError("the proof from \(from) to \(to) entries does not verify") }
        }
        times.add("consistency", to: &figures)
    }
}
