// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The judgement of a witness: whether it may cosign a checkpoint (C2SP tlog-witness).
///
/// It keeps nothing. Who asks hands in what the witness knows of the log, and stores the new checkpoint durably before
/// it answers; both must be one step for each log, or two requests at once could take the log back.
public enum Witness {
    /// The last checkpoint of a log that the witness cosigned.
    public struct Known: Hashable, Sendable {
        /// The number of entries.
        public let size: Int64
        /// The root of the tree of them.
        public let root: LogHash

        /// Remembers size and root of a log.
        public init(size: Int64, root: LogHash) {
            self.size = size
            self.root = root
        }

        /// Remembers what a checkpoint says.
        public init(_ checkpoint: Checkpoint) {
            self.init(size: checkpoint.size, root: checkpoint.root)
        }

        /// Tells whether a checkpoint of the same log cannot be true if this one is: as many entries, another root.
        ///
        /// Signed by the log, the two are evidence that it shows different histories.
        public func contradicts(_ checkpoint: Checkpoint) -> Bool {
            size == checkpoint.size && root != checkpoint.root
        }
    }

    /// What the witness answers.
    public enum Answer: Hashable, Sendable {
        /// It cosigns; first it stores the checkpoint (200).
        case sign
        /// The old size is not what it knows, which is this (409).
        case conflict(size: Int64)
        /// It is not configured for this log (404).
        case unknownOrigin
        /// The log did not sign the checkpoint (403).
        case forbidden(NoteError)
        /// The checkpoint does not fit what it knows (422); keep it: the log signed it, and may be caught with it.
        case unprocessable(Misfit)
        /// The old size is larger than the checkpoint's (400).
        case badRequest
    }

    /// In which way a checkpoint that the log signed does not fit.
    public enum Misfit: Hashable, Sendable {
        /// As many entries as the known one, and another root: the log has forked, or is none when there are no entries.
        case otherRoot
        /// The proof does not lead from the known root to the new one.
        case inconsistent
    }

    /// Judges a request.
    ///
    /// - Parameters:
    ///   - request: What was sent.
    ///   - known: The last checkpoint of this origin that was cosigned; nil when there was none.
    ///   - keys: The keys of all logs the witness is for; one that bears the name of a registry covers all its logs.
    /// - Returns: What to answer. After ``Answer/sign`` the checkpoint is what the witness knows.
    public static func judge(_ request: AddCheckpoint, known: Known?, keys: [NoteKey]) -> Answer {
        let checkpoint = request.checkpoint.checkpoint
        let own = keys.filter { $0.algorithm == .ed25519 }.compactMap { $0.covering(checkpoint.origin) }
        guard !own.isEmpty else { return .unknownOrigin }
        do throws(NoteError) {
            _ = try request.checkpoint.note.verified(by: own)
        } catch {
            return .forbidden(error)
        }
        guard request.oldSize <= checkpoint.size else { return .badRequest }
        let knownSize = known?.size ?? 0
        guard request.oldSize == knownSize else { return .conflict(size: knownSize) }
        let knownRoot = known?.root ?? .empty
        if checkpoint.size == knownSize, checkpoint.root != knownRoot { return .unprocessable(.otherRoot) }
        let proof = ConsistencyProof(from: knownSize, to: checkpoint.size, hashes: request.proof)
        guard proof.verifies(fromRoot: knownRoot, toRoot: checkpoint.root) else { return .unprocessable(.inconsistent) }
        return .sign
    }
}

extension Witness.Answer: CustomStringConvertible {
    /// What the witness says, for the body of an error and for its log.
    public var description: String {
        switch self {
        case .sign: "cosigned"
        case .conflict(let size): "the last checkpoint that was cosigned has \(size) entries; prove from there"
        case .unknownOrigin: "this witness is not for that log; start it with the key of the log"
        case .forbidden(let error): "\(error)"
        case .unprocessable(.otherRoot):
            "as many entries have another root here than was known before: the log has forked"
        case .unprocessable(.inconsistent):
            "the proof does not lead from the last checkpoint that was cosigned to this one"
        case .badRequest: "the old size is larger than that of the checkpoint"
        }
    }
}
