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
    /// The name that was made once, which signs wherever none is configured.
    private let made: String
    /// The names that it had before; nil in data from before they were kept.
    private let earlierNames: Set<String>?
    /// Where logs stand that this process signed or verified.
    private let known = GenerationalCache<RepositoryName, LogHead>(generationCost: 4 << 20)

    private static let keySetting = "logKey"
    private static let nameSetting = "logName"
    private static let earlierNamesSetting = "logNames"

    /// Reads the key and the name, and makes what is not there yet.
    ///
    /// - Parameters:
    ///   - configured: The name that the configuration gives; nil takes the one that was made once.
    ///   - metadata: The store that keeps both.
    /// - Throws: ``StoreError`` when the stored key cannot be read: a registry must not go on under another one.
    init(configured: String?, in metadata: any MetadataStore) async throws {
        let (key, made, earlier) = try await metadata.write { store in
            let key = try Self.value(Self.keySetting, in: store) { try NoteSigner(name: "holdfast").text }
            let made = try Self.value(Self.nameSetting, in: store) {
                "holdfast-\(UploadID().rawValue.prefix(16))"
            }
            let earlier = try Self.keptNames(in: store)
            if earlier != nil { try Self.keep(configured ?? made, in: store) }
            return (key, made, earlier)
        }
        self.name = configured ?? made
        self.made = made
        self.earlierNames = earlier
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

    /// The name of the registry when it signed where a repository's log stands; nil when it never signed that.
    func name(signing head: LogHead, _ tree: CompactRange, of repository: RepositoryName) -> String? {
        let ending = "/\(repository)"
        // Losing the reason is right: what cannot be read or verified was not signed here.
        guard let signed = try? SignedCheckpoint(parsing: head.checkpoint),
            signed.checkpoint.size == tree.size, signed.checkpoint.root == tree.root,
            signed.checkpoint.origin.hasSuffix(ending)
        else { return nil }
        let name = String(signed.checkpoint.origin.dropLast(ending.count))
        guard isOwn(name), let key = try? signer.key.named(signed.checkpoint.origin),
            (try? signed.verify(by: key)) != nil
        else { return nil }
        return name
    }

    /// Tells whether the registry has or had a name.
    ///
    /// The log of `evil/team/app` would be one of `team/app` if it had ever been called `NAME/evil`. Where no names were
    /// kept, one with a slash is none.
    private func isOwn(_ name: String) -> Bool {
        name == self.name || name == made || (earlierNames?.contains(name) ?? !name.contains("/"))
    }

    /// The tree of a log, if the registry signed that it stands so; nil when somebody else wrote it.
    ///
    /// What this process signed or verified last is not verified again.
    func signedTree(of head: LogHead, of repository: RepositoryName) -> CompactRange? {
        guard let tree = head.tree else { return nil }
        guard known.value(for: repository) != head else { return tree }
        guard name(signing: head, tree, of: repository) != nil else { return nil }
        remember(head, of: repository)
        return tree
    }

    private func remember(_ head: LogHead, of repository: RepositoryName) {
        let cost = 256 + head.range.count + head.checkpoint.count
        known.keep(head, for: repository, cost: cost, ticket: known.ticket())
    }

    /// Signs where a repository's log stands.
    func head(of repository: RepositoryName, _ tree: CompactRange, policy: Digest?) throws -> LogHead {
        let head = LogHead(
            size: tree.size,
            range: tree.hashes.flatMap(\.bytes),
            checkpoint: try checkpoint(of: repository, tree),
            policy: policy
        )
        remember(head, of: repository)
        return head
    }

    /// What a repository's log is verified with.
    func key(of repository: RepositoryName) throws -> NoteKey {
        try signer.key.named(origin(of: repository))
    }

    private func checkpoint(of repository: RepositoryName, _ tree: CompactRange) throws -> [UInt8] {
        let origin = origin(of: repository)
        let checkpoint = Checkpoint(origin: origin, size: tree.size, root: tree.root)
        return try SignedCheckpoint(signing: checkpoint, by: try signer.named(origin)).bytes
    }
}

// MARK: The names it had

extension LogIdentity {
    /// Keeps the name of now among those by which logs are known to be the registry's own.
    ///
    /// To be called once no log has a name of before; from then on every process keeps its own by itself.
    func keepName(in store: any MetadataWriter) throws { try Self.keep(name, in: store) }

    private static func keep(_ name: String, in store: any MetadataWriter) throws {
        let names = try keptNames(in: store) ?? []
        guard !names.contains(name) else { return }
        try store.putSetting(earlierNamesSetting, names.union([name]).sorted().joined(separator: "\n"))
    }

    private static func keptNames(in store: any MetadataReader) throws -> Set<String>? {
        try store.setting(earlierNamesSetting).map { Set($0.split(separator: "\n").map(String.init)) }
    }
}
