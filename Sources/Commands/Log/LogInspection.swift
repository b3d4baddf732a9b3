// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import TagLog

/// Reads the newest state of a log, holds it against what was seen of it before, and remembers it.
struct LogInspection: Sendable {
    /// How often a state is judged anew because another process remembered one meanwhile.
    private static let tries = 5

    let reader: LogReader
    let memory: LogMemory?
    /// Further states that it must have grown from.
    let expected: [WitnessedLog]

    /// Reads, judges and remembers.
    ///
    /// - Returns: The log.
    /// - Throws: ``CommandFailure`` with status 6 when it is not the log that was seen; `ClientError` when it cannot be read.
    func run() async throws -> WatchedLog {
        for attempt in 1...Self.tries {
            let known = try memory?.log(of: reader.place)
            guard let checkpoint = try await reader.checkpoint() else { throw absence(known) }
            let key = try await key(of: checkpoint, known: known)
            let log = RememberedLog(key: key, checkpoint: checkpoint)
            // The same log may have been seen at another address.
            let basis = try known ?? memory?.log(signedBy: key, place: reader.place)
            // Another process may have seen it grow since this state was asked for.
            if known == nil, let basis, basis.size > log.size, attempt < Self.tries { continue }
            if let basis { try await require(log, growsFrom: basis.checkpoint.checkpoint, basis.checkpoint.bytes) }
            for state in expected { try await require(log, growsFrom: state) }
            var watched = WatchedLog(seen: log, reader: reader, isFirst: known == nil && expected.isEmpty)
            switch try await memory?.remember(log, after: basis, place: reader.place) {
            case .remembered, nil: return watched
            case .impossible(let reason):
                watched.unremembered = reason
                return watched
            case .overtaken: continue
            }
        }
        throw restless
    }

    /// Takes a state that came with something else than the checkpoint for the newest, if it is newer than the one that
    /// was seen, after both were found to be of one log.
    func adopt(_ state: RememberedLog, in log: WatchedLog) async throws -> WatchedLog {
        guard state.size > log.seen.size else {
            try await require(log.seen, growsFrom: state.checkpoint.checkpoint, state.checkpoint.bytes)
            return log
        }
        try await require(state, growsFrom: log.checkpoint, log.seen.checkpoint.bytes)
        let adopted = WatchedLog(seen: state, reader: reader, isFirst: log.isFirst, unremembered: log.unremembered)
        guard let memory else { return adopted }
        // What was believed once must be remembered, or another fork would be believed next time.
        var basis = log.seen
        for _ in 0..<Self.tries {
            guard case .overtaken = try await memory.remember(state, after: basis, place: reader.place) else {
                return adopted
            }
            guard let known = try memory.log(of: reader.place) else { return log }
            guard known.key == state.key else {
                throw alarm(.otherKey, "is signed with another key than was seen", known.checkpoint.bytes, state, nil)
            }
            guard known.size < state.size else {
                try await require(known, growsFrom: state.checkpoint.checkpoint, state.checkpoint.bytes)
                return adopted
            }
            try await require(state, growsFrom: known.checkpoint.checkpoint, known.checkpoint.bytes)
            basis = known
        }
        throw restless
    }

    private var restless: CommandFailure {
        CommandFailure(
            .registry,
            "the log of \(reader.place) was remembered anew by other commands again and again",
            advice: "Try again."
        )
    }

    /// Holds a later state of the log against one that somebody else keeps.
    private func require(_ log: RememberedLog, growsFrom state: WitnessedLog) async throws {
        let evidence = state.log.checkpoint.bytes
        try await require(log, growsFrom: state.log.checkpoint.checkpoint, evidence, witness: state.witness)
        guard log.key == state.log.key else {
            throw alarm(.otherKey, "is signed with another key than in \(state.witness)", evidence, log, state.witness)
        }
    }

    /// Holds a later state of the log against the one that is known.
    func require(
        _ log: RememberedLog,
        growsFrom earlier: Checkpoint,
        _ evidence: [UInt8],
        witness: String? = nil
    ) async throws {
        let later = log.checkpoint.checkpoint
        guard later.origin == earlier.origin else {
            throw alarm(.otherLog, "is \(later.origin), where \(earlier.origin) was seen", evidence, log, witness)
        }
        guard later.size >= earlier.size else {
            throw alarm(
                .shrunk,
                "has shrunk: \(Self.entries(later.size)) where \(Self.entries(earlier.size)) were seen",
                evidence,
                log,
                witness
            )
        }
        if later.size == earlier.size {
            guard later.root == earlier.root else {
                let finding = "shows other entries than before: two roots for size \(later.size)"
                throw alarm(.forked, finding, evidence, log, witness)
            }
            return
        }
        let proof = try await reader.consistency(from: earlier.size, to: later.size)
        guard proof.verifies(fromRoot: earlier.root, toRoot: later.root) else {
            throw alarm(
                .forked,
                "shows other entries than before: what it has now (\(Self.entries(later.size))) does not begin with the "
                    + "\(Self.entries(earlier.size)) that were seen",
                evidence,
                log,
                witness
            )
        }
    }

    private static func entries(_ number: Int64) -> String { "\(number) \(number == 1 ? "entry" : "entries")" }

    /// The key that the state is to be verified with: the one seen before, by oneself or others, else the registry's own.
    private func key(of checkpoint: SignedCheckpoint, known: RememberedLog?) async throws -> NoteKey {
        let witness = known == nil ? expected.first?.witness : nil
        guard let known = known ?? expected.first?.log else {
            let key = try await reader.key()
            guard let covering = key.covering(checkpoint.checkpoint.origin) else {
                throw misbehaviour(
                    "is \(checkpoint.checkpoint.origin), and the registry's key is of \(key.name)",
                    checkpoint
                )
            }
            do throws(NoteError) {
                try checkpoint.verify(by: covering)
            } catch {
                throw misbehaviour("is not signed with the key that the registry shows: \(error)", checkpoint)
            }
            return covering
        }
        do throws(NoteError) {
            try checkpoint.verify(by: known.key)
            return known.key
        } catch .otherOrigin(_, let found) {
            throw alarm(
                .otherLog,
                "is \(found), where \(known.origin) was seen",
                known.checkpoint.bytes,
                RememberedLog(key: known.key, checkpoint: checkpoint),
                witness
            )
        } catch {
            throw alarm(
                .otherKey,
                "is not signed with the key that was seen: \(error)",
                known.checkpoint.bytes,
                RememberedLog(key: known.key, checkpoint: checkpoint),
                witness
            )
        }
    }

    private func absence(_ known: RememberedLog?) -> any Error {
        guard let known else {
            if let state = expected.first {
                return LogAlarm(
                    kind: .gone,
                    place: reader.place,
                    finding: state.absence,
                    remembered: state.log.checkpoint.bytes,
                    key: state.log.key,
                    witness: state.witness
                ).raised(in: memory)
            }
            return CommandFailure(
                .registry,
                "there is no tag log of \(reader.place)",
                advice: "Is it a Holdfast, of this version, and is there such a repository?"
            )
        }
        return LogAlarm(
            kind: .gone,
            place: reader.place,
            finding: "is gone: it was seen with \(Self.entries(known.size))",
            remembered: known.checkpoint.bytes,
            key: known.key
        ).raised(in: memory)
    }

    private func misbehaviour(_ finding: String, _ presented: SignedCheckpoint) -> CommandFailure {
        LogAlarm(kind: .misbehaved, place: reader.place, finding: finding, presented: presented.bytes)
            .raised(in: memory)
    }

    private func alarm(
        _ kind: LogAlarm.Kind,
        _ finding: String,
        _ remembered: [UInt8],
        _ presented: RememberedLog,
        _ witness: String?
    ) -> CommandFailure {
        LogAlarm(
            kind: kind,
            place: reader.place,
            finding: finding,
            remembered: remembered,
            presented: presented.checkpoint.bytes,
            key: presented.key,
            witness: witness,
            address: address(of: presented)
        ).raised(in: memory)
    }

    /// Where a log was seen that is not known by this address.
    private func address(of log: RememberedLog) -> String? {
        let places = memory?.places(ofLog: log.key) ?? []
        return places.contains(reader.place) ? nil : places.first
    }
}
