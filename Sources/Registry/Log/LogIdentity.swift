// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import TagLog

/// What the registry's logs are signed with: one key, and the name that their origins begin with.
struct LogIdentity: Sendable {
    /// The name of the registry in its logs; never the address it listens on.
    let name: String
    private let signer: NoteSigner

    private static let keySetting = "logKey"
    private static let nameSetting = "logName"

    /// Reads the key and the name, and makes what is not there yet.
    ///
    /// - Parameters:
    ///   - configured: The name that the configuration gives; nil takes the one that was made once.
    ///   - metadata: The store that keeps both.
    /// - Throws: ``StoreError`` when the stored key cannot be read: a registry must not go on under another one.
    init(configured: String?, in metadata: any MetadataStore) async throws {
        let (key, made) = try await metadata.write { store in
            (
                try Self.value(Self.keySetting, in: store) { try NoteSigner(name: "holdfast").text },
                try Self.value(Self.nameSetting, in: store) { "holdfast-\(UploadID().rawValue.prefix(16))" }
            )
        }
        self.name = configured ?? made
        do {
            self.signer = try NoteSigner(key)
        } catch {
            throw StoreError(
                .failure,
                "the key of the tag logs cannot be read (\(error)); restore the data from a backup"
            )
        }
    }

    private static func value(
        _ key: String,
        in store: any MetadataWriter,
        _ make: () throws -> String
    ) throws -> String {
        if let value = try store.setting(key) { return value }
        let value = try make()
        try store.putSetting(key, value)
        return value
    }

    /// The origin of a repository's log.
    func origin(of repository: RepositoryName) -> String { "\(name)/\(repository)" }

    /// Tells whether a checkpoint is of the log that a repository has by the name of now.
    func names(_ checkpoint: [UInt8], as repository: RepositoryName) -> Bool {
        checkpoint.starts(with: Array("\(origin(of: repository))\n".utf8))
    }

    /// The name of the registry when it signed a checkpoint; nil when it never signed one of that log with that state.
    func earlierName(in checkpoint: [UInt8], of repository: RepositoryName, size: Int64, root: LogHash) -> String? {
        let ending = "/\(repository)"
        // Losing the reason is right: what cannot be read or verified was not signed here.
        guard let signed = try? SignedCheckpoint(parsing: checkpoint), signed.checkpoint.origin.hasSuffix(ending),
            signed.checkpoint.size == size, signed.checkpoint.root == root,
            let key = try? signer.key.named(signed.checkpoint.origin), (try? signed.verify(by: key)) != nil
        else { return nil }
        return String(signed.checkpoint.origin.dropLast(ending.count))
    }

    /// What a repository's log is verified with.
    func key(of repository: RepositoryName) throws -> NoteKey {
        try signer.key.named(origin(of: repository))
    }

    /// The signed checkpoint of a repository's log.
    func checkpoint(of repository: RepositoryName, size: Int64, root: LogHash) throws -> [UInt8] {
        let origin = origin(of: repository)
        let checkpoint = Checkpoint(origin: origin, size: size, root: root)
        return try SignedCheckpoint(signing: checkpoint, by: try signer.named(origin)).bytes
    }
}
