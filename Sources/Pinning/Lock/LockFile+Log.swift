// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension LockFile {
    /// The state that a registry's log of a repository's tags had when entries of the lock were resolved.
    ///
    /// The lock carries it as the registry signed it, and does not verify it: whoever builds on it has to.
    public struct Log: Hashable, Sendable {
        /// The repository with its registry.
        public let repository: Reference
        /// The name of the log.
        public let origin: String
        /// The public key that signs the log, as signed notes write it.
        public let key: String
        /// The lines of the signed checkpoint.
        public let checkpoint: [String]

        /// Creates the state of a log.
        ///
        /// - Parameters:
        ///   - repository: A reference to the repository; what it says beside the repository is not looked at.
        ///   - origin: The name of the log.
        ///   - key: The public key that signs the log.
        ///   - checkpoint: The signed checkpoint, which ends with a line feed.
        public init(repository: Reference, origin: String, key: String, checkpoint: [UInt8]) {
            var lines = String(decoding: checkpoint, as: UTF8.self)
                .split(separator: "\n" as Character, omittingEmptySubsequences: false).map { String($0) }
            if lines.last == "" { lines.removeLast() }
            self.init(repository: repository, origin: origin, key: key, lines: lines)
        }

        init(repository: Reference, origin: String, key: String, lines: [String]) {
            self.repository = LockFile.repository(of: repository)
            self.origin = origin
            self.key = key
            self.checkpoint = lines
        }

        /// The signed checkpoint as the registry gave it.
        public var checkpointBytes: [UInt8] { checkpoint.flatMap { Array("\($0)\n".utf8) } }
    }

    /// The repository of a reference with its registry, and nothing beside.
    public static func repository(of reference: Reference) -> Reference {
        let reference = reference.normalized()
        return Reference(host: reference.host, repository: reference.repository)
    }
}
