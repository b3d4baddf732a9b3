// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Storage

/// That content which something cannot do without is not stored.
struct MissingContent: Error {
    let digest: Digest
}

extension Registry {
    /// Collects what is promoted with a manifest: what it lists, what refers to any of that, and the tags of signers.
    ///
    /// - Parameters:
    ///   - root: The manifest.
    ///   - source: The repository that has it.
    ///   - target: The repository that is to have it.
    ///   - caller: Who asks.
    /// - Returns: The manifests. Nothing is known yet of the blobs they point to.
    /// - Throws: ``MissingContent`` when a manifest is not here that the root cannot do without; ``RegistryError`` with
    ///   `tooLarge`.
    func baggage(
        of root: Digest,
        from source: RepositoryName,
        to target: RepositoryName,
        by caller: Caller
    ) async throws -> PromotionBaggage {
        var baggage = PromotionBaggage(root: root)
        try await pack(root, from: source, into: &baggage)
        // In one repository everything else is there already.
        guard source != target else { return baggage }
        var subjects = baggage.items.map(\.digest)
        var budget = UpstreamCompanyBudget()
        while !subjects.isEmpty {
            var next: [Digest] = []
            for subject in subjects {
                if let place = upstreams.place(of: source) {
                    baggage.notes += try await fetchCompany(of: subject, at: place, by: caller, within: &budget)
                }
                let company = try await metadata.read { try Self.company(of: subject, in: source, $0) }
                for referrer in company.referrers where !baggage.holds(referrer) {
                    guard try await packIfWhole(referrer, named: "\(referrer)", from: source, into: &baggage) else {
                        continue
                    }
                    baggage.referrers.append(referrer)
                    next.append(referrer)
                }
                for (tag, digest) in company.companions {
                    let isWhole = try await packIfWhole(digest, named: "\(tag)", from: source, into: &baggage)
                    if isWhole { try await add(tag, digest, for: target, to: &baggage) }
                }
            }
            // A companion is no subject: signers do not hang signatures on the list of signatures.
            subjects = next
        }
        return baggage
    }

    /// Adds a manifest after all that it lists.
    private func pack(
        _ digest: Digest,
        from repository: RepositoryName,
        into baggage: inout PromotionBaggage,
        depth: Int = 0
    ) async throws {
        guard !baggage.holds(digest) else { return }
        guard depth <= PromotionBaggage.maximumDepth else {
            throw RegistryError(.conflict, "the index \(baggage.root) in \(repository) is nested too deep")
        }
        guard let item = try await item(digest, in: repository) else { throw MissingContent(digest: digest) }
        for child in item.manifest.manifests where !child.hasURLs {
            try await pack(child.digest, from: repository, into: &baggage, depth: depth + 1)
        }
        try baggage.add(item)
    }

    /// Adds a manifest that can be done without; one that lacks a part is left behind.
    private func packIfWhole(
        _ digest: Digest,
        named name: String,
        from repository: RepositoryName,
        into baggage: inout PromotionBaggage
    ) async throws -> Bool {
        var attempt = baggage
        do {
            try await pack(digest, from: repository, into: &attempt)
        } catch let missing as MissingContent {
            baggage.notes.append("\(name) was left behind: \(missing.digest), which it needs, is not in \(repository)")
            return false
        }
        baggage = attempt
        return true
    }

    /// Adds the tag of a signer, unless the target has something under it that would be lost.
    private func add(
        _ tag: Tag,
        _ digest: Digest,
        for target: RepositoryName,
        to baggage: inout PromotionBaggage
    ) async throws {
        let current = try await metadata.read { try $0.tag(tag, in: target)?.digest }
        guard let current, current != digest else {
            baggage.companions.append(.init(tag: tag, digest: digest, addsTo: nil))
            return
        }
        guard let old = try await item(current, in: target)?.manifest, let new = baggage.item(digest)?.manifest,
            new.keepsEverything(of: old)
        else {
            baggage.notes.append("\(tag) was left behind: \(target) has something else under it that would be lost")
            return
        }
        baggage.companions.append(.init(tag: tag, digest: digest, addsTo: current))
    }

    /// Reads a manifest; nil when the repository does not have it, or its bytes are gone or damaged.
    func item(_ digest: Digest, in repository: RepositoryName) async throws -> PromotionBaggage.Item? {
        guard let record = try await metadata.read({ try $0.manifest(digest, in: repository) }) else { return nil }
        guard let manifest = try await manifest(of: record, in: repository) else { return nil }
        let ancestry = await ancestry(of: manifest, digest, in: repository)
        return PromotionBaggage.Item(digest: digest, manifest: manifest, ancestry: ancestry)
    }

    /// Reads a manifest by its record; nil when its bytes are gone or damaged.
    func manifest(of record: ManifestRecord, in repository: RepositoryName) async throws -> Manifest? {
        let stored: ByteBuffer?
        do {
            stored = try await blobs.bytes(of: record.digest, limit: Manifest.maximumSize)
        } catch let error as StoreError where error.code == .corrupt || error.code == .tooLarge {
            stored = nil
        }
        guard let bytes = stored, Digest(of: bytes, algorithm: record.digest.algorithm) == record.digest else {
            return nil
        }
        do throws(ManifestError) {
            return try Manifest(Array(bytes.readableBytesView), declared: record.mediaType)
        } catch {
            throw RegistryError(
                .manifestInvalid,
                "\(repository)@\(record.digest) cannot be read as a manifest: \(error)"
            )
        }
    }

    /// What everyone may see that refers to a manifest, and the tags that signers derived from its digest.
    private static func company(
        of subject: Digest,
        in repository: RepositoryName,
        _ store: any MetadataReader
    ) throws -> (referrers: [Digest], companions: [(Tag, Digest)]) {
        let referrers = try store.referrers(
            of: subject,
            in: repository,
            artifactType: nil,
            after: nil,
            limit: PromotionBaggage.maximumItems + 1
        )
        let companions = try CompanionTag.carried.compactMap { kind -> (Tag, Digest)? in
            guard let name = Tag.companion(kind, of: subject), let digest = try store.tag(name, in: repository)?.digest
            else { return nil }
            return (name, digest)
        }
        return (referrers.map(\.digest), companions)
    }
}
