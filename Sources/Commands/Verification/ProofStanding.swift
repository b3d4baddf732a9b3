// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import TagLog

/// How the state of a log that a proof brings stands to the one that is remembered, as far as that can be told without
/// asking anybody.
enum ProofStanding: Equatable, Sendable {
    /// The very state that was seen.
    case same
    /// Another size; only the registry could show that one begins with the other.
    case notCompared(rememberedSize: Int64)
    /// The log was never seen here.
    case unknown

    /// Compares.
    ///
    /// - Parameters:
    ///   - state: The state that the proof brings, verified.
    ///   - key: The key of the log.
    ///   - name: How messages call the proof.
    ///   - memory: What is remembered.
    /// - Throws: ``CommandFailure`` with status 6 when the log had other entries; both states are kept as evidence.
    init(
        of state: SignedCheckpoint,
        signedBy key: NoteKey,
        name: String,
        memory: LogMemory?
    ) throws(CommandFailure) {
        guard let memory, let known = try memory.log(signedBy: key) else {
            self = .unknown
            return
        }
        guard known.size == state.checkpoint.size else {
            self = .notCompared(rememberedSize: known.size)
            return
        }
        guard known.checkpoint.checkpoint.root == state.checkpoint.root else {
            throw LogAlarm(
                kind: .forked,
                place: memory.places(ofLog: key).first ?? key.name,
                finding: "has other entries in \(name) than were seen: two roots for size \(known.size)",
                remembered: known.checkpoint.bytes,
                presented: state.bytes,
                key: key
            ).raised(in: memory)
        }
        self = .same
    }

    /// The word for it in JSON.
    var name: String {
        switch self {
        case .same: "same"
        case .notCompared: "not-compared"
        case .unknown: "unknown"
        }
    }

    /// The size of the state that is remembered.
    var rememberedSize: Int64? {
        guard case .notCompared(let size) = self else { return nil }
        return size
    }

    /// What a person should know of it.
    func words(size: Int64) -> String {
        switch self {
        case .same: "the log was seen here with the same \(size) entries"
        case .notCompared(let remembered):
            "not compared with the log as it was seen here, with \(remembered) entries; holdfast log verify asks"
        case .unknown: "the log was never seen here"
        }
    }
}
