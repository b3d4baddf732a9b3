// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// What waits for signatures under a tag, for the one who pushed it: who signs by tag must find it there.
    ///
    /// Without users nobody can be told from the others, and nobody is shown it.
    func pendingManifest(
        _ tag: Tag,
        in repository: RepositoryName,
        under policy: LivePolicy,
        by caller: Caller
    ) async throws -> PulledManifest? {
        guard let user = caller.user,
            let hold = try await metadata.read({ try $0.pendingHold(of: tag, in: repository) }),
            hold.offeredBy == user
        else { return nil }
        let manifest = try await storedManifest(hold.to, in: repository, named: "\(repository):\(tag)")
        let needs = try await missing(for: tag, hold.to, in: repository, under: policy)
        return PulledManifest(
            manifest: manifest,
            hold: nil,
            pending: PendingTag(tag: tag, hold: hold.id, needs: needs ?? "waits to be looked at again")
        )
    }

    /// Throws unless what a tag means carries the signatures that its rule requires, or the caller set the tag.
    func requireSigned(
        _ tag: Tag,
        _ digest: Digest,
        in repository: RepositoryName,
        under policy: LivePolicy,
        _ caller: Caller
    ) async throws {
        guard let missing = try await missing(for: tag, digest, in: repository, under: policy) else { return }
        if let user = caller.user,
            try await metadata.read({ try $0.tag(tag, in: repository)?.changedBy }) == user
        {
            return
        }
        let rule = policy.rules.rule(for: repository, tag: tag)
        throw RegistryError(
            .unsigned,
            "\(repository):\(tag) means \(digest), which is not served under this tag: \(rule.name) serves what is signed"
                + " alone, and it \(missing)"
        )
    }

    /// What is missing of the signatures that the rule of a tag requires; nil when they are there.
    private func missing(
        for tag: Tag,
        _ digest: Digest,
        in repository: RepositoryName,
        under policy: LivePolicy
    ) async throws -> String? {
        let rule = policy.rules.rule(for: repository, tag: tag)
        guard !rule.require.isEmpty else { return nil }
        let check = try await requirementCheck(of: digest, in: repository, under: policy)
        return try await metadata.read { try check.missing(for: tag, under: rule, $0) }
    }
}

extension MetadataReader {
    /// Where the log says what a tag means.
    func logPosition(of tag: Tag, in repository: RepositoryName) throws -> LogPosition? {
        guard let index = try lastMeaning(of: tag, in: repository)?.index,
            let size = try logHead(of: repository)?.size
        else { return nil }
        return LogPosition(index: index, size: size)
    }
}
