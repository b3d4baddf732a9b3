// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIClient
internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// How long a list waits for an upstream, when there is something here to answer with.
    private static let listPatience = Duration.seconds(5)

    /// The tags of an upstream's repository: those that are here, and those that the upstream lists.
    ///
    /// An upstream that does not answer leaves what is here; it is an error only when there is nothing.
    func upstreamTagNames(at place: UpstreamPlace, after: Tag?, limit: Int) async throws -> [String] {
        let repository = place.repository
        let (own, isKnown) = try await metadata.read { store in
            (
                try store.tagNames(in: repository, after: after, limit: limit),
                try !store.tagNames(in: repository, after: nil, limit: 1).isEmpty
            )
        }
        let listed = try await listedTags(at: place, orNothing: isKnown)
        let names = Set(own).union(listed.lazy.filter { tag in after.map { tag > $0 } ?? true }.map(\.rawValue))
        return Array(names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.prefix(limit))
    }

    /// The tags that an upstream lists: as it did before, at once, while it is asked anew beside that.
    ///
    /// - Throws: ``RegistryError`` when it was never asked and does not answer, unless nothing is good enough.
    private func listedTags(at place: UpstreamPlace, orNothing: Bool) async throws -> [Tag] {
        let repository = place.repository
        let name = "the tags of \(repository)"
        let known = upstreamDesk.list(of: repository)
        let isGood = known.map { $0.at.advanced(by: place.upstream.settings.revalidate) > now() } ?? false
        if let known, isGood { return known.tags }
        if let absence = upstreamDesk.absence(of: name, at: now()) {
            guard known != nil || orNothing else { throw absence }
            return known?.tags ?? []
        }
        let ask: @Sendable () async throws -> Void = { [self] in
            let tags = try await asking(place, about: name, missing: .repositoryUnknown) { try await $0.tags() }
            // Losing the reason is right: what is no tag could not be asked for.
            upstreamDesk.keep(tags.compactMap { try? Tag($0) }, of: repository, at: now())
        }
        do {
            let patience: Duration? = known != nil ? .zero : orNothing ? Self.listPatience : nil
            _ = try await upstreamDesk.once(name, atMost: patience, ask)
        } catch let error as RegistryError where known != nil || orNothing {
            upstreamDesk.noteAbsence(of: name, error, at: now())
        }
        return upstreamDesk.list(of: repository)?.tags ?? []
    }

    /// What refers to a manifest of an upstream's repository: what is here, and what the upstream lists.
    func upstreamReferrers(
        of subject: Digest,
        at place: UpstreamPlace,
        artifactType: String?,
        after: Digest?,
        limit: Int,
        own: [ManifestRecord]
    ) async throws -> [ManifestRecord] {
        let listed = try await listedReferrers(of: subject, at: place)
        let known = Set(own.map(\.digest))
        let moment = now()
        let others = listed.filter { descriptor in
            !known.contains(descriptor.digest) && after.map { descriptor.digest > $0 } ?? true
                && artifactType.map { descriptor.artifactType == $0 } ?? true
        }.map { descriptor in
            ManifestRecord(
                digest: descriptor.digest,
                mediaType: descriptor.mediaType,
                artifactType: descriptor.artifactType,
                size: descriptor.size,
                subject: subject,
                annotations: descriptor.annotations,
                pushedBy: place.actor,
                pushedAt: moment
            )
        }
        return Array((own + others).sorted { $0.digest < $1.digest }.prefix(limit))
    }

    /// What an upstream lists as referring to a manifest, as ``listedTags(at:orNothing:)``; nothing while it fails.
    ///
    /// Who asks for signatures sees those that are here when the upstream is down, as with everything else.
    private func listedReferrers(of subject: Digest, at place: UpstreamPlace) async throws -> [Descriptor] {
        let name = "what refers to \(place.repository)@\(subject)"
        let known = upstreamDesk.referrers(name)
        let isGood = known.map { $0.at.advanced(by: place.upstream.settings.revalidate) > now() } ?? false
        guard !isGood, upstreamDesk.absence(of: name, at: now()) == nil else { return known?.referrers ?? [] }
        do {
            _ = try await upstreamDesk.once(name, atMost: known == nil ? Self.listPatience : .zero) { [self] in
                let referrers = try await asking(place, about: name) { try await $0.referrers(of: subject) }
                upstreamDesk.keep(referrers, as: name, at: now())
            }
        } catch let error as RegistryError {
            upstreamDesk.noteAbsence(of: name, error, at: now())
            log.debug("referrers of an upstream are not known", metadata: ["reason": "\(error)"])
        }
        return upstreamDesk.referrers(name)?.referrers ?? []
    }
}
