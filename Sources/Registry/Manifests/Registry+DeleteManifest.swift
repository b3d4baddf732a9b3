// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// Deletes a tag, or a manifest with the tags that mean it, by the rules.
    ///
    /// Deleting a manifest needs the `delete` of the rule of every tag it would take along or leave pointing to an index
    /// with a hole in it.
    /// - Throws: ``RegistryError``: `rightMissing`, `manifestUnknown`, `preconditionFailed`, `deleteRefused`.
    public func deleteManifest(
        _ reference: ManifestReference,
        in repository: RepositoryName,
        precondition: TagPrecondition,
        by caller: Caller
    ) async throws {
        try caller.require(.delete, in: repository)
        let rules = policy.rules
        let moment = now()
        let (tags, digests): ([Tag], [Digest]) = try await metadata.write(from: caller.address) { store in
            let deletion = Deletion(store: store, rules: rules, repository: repository, caller: caller, now: moment)
            switch reference {
            case .tag(let tag): return ([try deletion.delete(tag, precondition)], [])
            case .digest(let digest): return (try deletion.delete(digest, precondition), [digest])
            }
        }
        cache.drop(tags, in: repository)
        cache.drop(digests, in: repository)
    }
}

/// The judgement of one deletion and its effects, inside one change of the metadata store.
private struct Deletion {
    let store: any MetadataWriter
    let rules: RuleSet
    let repository: RepositoryName
    let caller: Caller
    let now: Timestamp

    func delete(_ tag: Tag, _ precondition: TagPrecondition) throws -> Tag {
        let record = try store.tag(tag, in: repository)
        guard precondition.holds(for: record?.digest) else {
            throw RegistryError(
                .preconditionFailed,
                "\(repository):\(tag) is not what the request demanded; nothing was deleted"
            )
        }
        guard let digest = record?.digest else {
            throw RegistryError(.manifestUnknown, "\(repository) has no tag \(tag)")
        }
        try require(tag, of: digest, toDelete: "\(repository):\(tag)")
        try remove(tag, digest)
        return tag
    }

    func delete(_ digest: Digest, _ precondition: TagPrecondition) throws -> [Tag] {
        let isStored = try store.manifest(digest, in: repository) != nil
        guard precondition.holds(for: isStored ? digest : nil) else {
            throw RegistryError(
                .preconditionFailed,
                "\(repository)@\(digest) is not what the request demanded; nothing was deleted"
            )
        }
        guard isStored else {
            throw RegistryError(.manifestUnknown, "\(repository)@\(digest) is not known here")
        }
        let tags = try store.tags(of: digest, in: repository)
        for tag in tags { try require(tag, of: digest, toDelete: "\(repository)@\(digest)") }
        for parent in try ancestors(of: digest) {
            for tag in try store.tags(of: parent, in: repository) {
                try require(tag, of: parent, toDelete: "\(repository)@\(digest)")
            }
        }
        for tag in tags { try remove(tag, digest) }
        let open = try store.holds(in: repository, tag: nil, states: [.open, .pending], before: nil, limit: .max)
        for hold in open where hold.to == digest {
            try store.close(
                hold,
                as: .superseded,
                event: .superseded,
                by: caller.name,
                reason: "the offered content was deleted",
                at: now
            )
        }
        _ = try store.removeManifest(digest, in: repository)
        return tags + open.filter { $0.to == digest }.map(\.tag)
    }

    private func require(_ tag: Tag, of digest: Digest, toDelete what: String) throws {
        let rule = rules.rule(for: repository, tag: tag)
        guard rule.delete == .allow else {
            throw RegistryError(
                .deleteRefused,
                "\(what) stays: \(repository):\(tag) means \(digest), and \(rule.name) does not let it be deleted"
            )
        }
    }

    private func remove(_ tag: Tag, _ digest: Digest) throws {
        try store.supersedeHolds(of: tag, in: repository, by: caller.name, because: "the tag was deleted", at: now)
        _ = try store.append(
            .deleted,
            of: tag,
            in: repository,
            digest: digest,
            previous: digest,
            actor: caller.name,
            reason: nil,
            hold: nil,
            at: now
        )
    }

    /// Every index that contains the manifest, directly or through others.
    private func ancestors(of digest: Digest) throws -> Set<Digest> {
        var found: Set<Digest> = []
        var waiting = [digest]
        while let next = waiting.popLast() {
            for parent in try store.parents(of: next, in: repository) where found.insert(parent).inserted {
                waiting.append(parent)
            }
        }
        return found
    }
}
