// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which logs and witnesses are trusted, and how many witnesses a checkpoint needs (C2SP tlog-policy).
///
/// A key of a log that bears the name of a registry covers the logs of all its repositories.
public struct LogPolicy: Hashable, Sendable {
    /// A log that is trusted.
    public struct Log: Hashable, Sendable {
        /// The key of the log.
        public let key: NoteKey
        /// Where it is, if the file says so.
        public let url: String?
    }

    /// A witness that counts.
    public struct Witness: Hashable, Sendable {
        /// What the file calls it.
        public let name: String
        /// The key of the witness.
        public let key: NoteKey
        /// Where it is, if the file says so.
        public let url: String?
    }

    /// Witnesses and groups, of which some have to agree.
    public struct Group: Hashable, Sendable {
        /// What the file calls it.
        public let name: String
        /// How many members have to agree.
        public let threshold: Int
        /// The names of its members, which the file defines before it.
        public let members: [String]
    }

    /// The logs, in the order of the file.
    public let logs: [Log]
    /// The witnesses, in the order of the file.
    public let witnesses: [Witness]
    /// The groups, in the order of the file.
    public let groups: [Group]
    /// The witness or group that has to agree; nil when none has to.
    public let quorum: String?

    /// Reads a policy file.
    ///
    /// - Throws: ``LogPolicyError`` with the line that is wrong.
    public init(parsing bytes: [UInt8]) throws(LogPolicyError) {
        var reader = LogPolicyReader()
        try reader.read(bytes)
        self.logs = reader.logs
        self.witnesses = reader.witnesses
        self.groups = reader.groups
        self.quorum = reader.quorum
    }

    /// Tells whether a log of the policy signed the checkpoint, and enough witnesses cosigned it.
    ///
    /// A policy without logs is satisfied by none: who knows the log otherwise asks ``isWitnessed(_:)``.
    public func isSatisfied(by checkpoint: SignedCheckpoint) -> Bool {
        let keys = logs.compactMap { $0.key.covering(checkpoint.checkpoint.origin) }
        // Why a signature does not count makes no difference here.
        guard checkpoint.checkpoint.isPossible, (try? checkpoint.note.verified(by: keys)) != nil else { return false }
        return isWitnessed(checkpoint)
    }

    /// Tells whether enough witnesses cosigned the checkpoint, whoever its log is.
    ///
    /// A cosignature of a known witness that does not fit spoils the checkpoint.
    public func isWitnessed(_ checkpoint: SignedCheckpoint) -> Bool {
        guard let quorum else { return true }
        // A cosignature that does not fit is none, and the checkpoint is as good as not witnessed.
        guard let cosignatures = try? checkpoint.cosignatures(by: witnesses.map(\.key)) else { return false }
        var agreeing: Set<[UInt8]> = []
        for witness in witnesses where cosignatures.contains(where: { $0.key == witness.key }) {
            agreeing.insert(Array(witness.name.utf8))
        }
        // Each group comes after its members, so one pass is enough.
        for group in groups {
            let members = group.members.count { agreeing.contains(Array($0.utf8)) }
            if members >= group.threshold { agreeing.insert(Array(group.name.utf8)) }
        }
        return agreeing.contains(Array(quorum.utf8))
    }
}

/// Why a policy file is not accepted.
public struct LogPolicyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1; 0 when it is about the whole file.
    public let line: Int
    /// What is wrong there.
    public let reason: String

    /// Line and reason.
    public var description: String { line > 0 ? "line \(line): \(reason)" : reason }
}
