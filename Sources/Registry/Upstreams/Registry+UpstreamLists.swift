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
        let listed: [Tag]
        if let known = upstreamDesk.list(
            of: repository,
            since: now().advanced(by: .zero - place.upstream.settings.revalidate)
        ) {
            listed = known
        } else {
            do {
                listed = try await withPatience(isKnown ? Self.listPatience : nil) { [self] in
                    // Losing the reason is right: what is no tag could not be asked for.
                    try await asking(place, about: "the tags of \(repository)", missing: .repositoryUnknown) {
                        try await $0.tags()
                    }
                    .compactMap { try? Tag($0) }
                }
                upstreamDesk.keep(listed, of: repository, at: now())
            } catch  where isKnown {
                try Task.checkCancellation()
                return own
            }
        }
        let names = Set(own).union(listed.lazy.filter { tag in after.map { tag > $0 } ?? true }.map(\.rawValue))
        return Array(names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.prefix(limit))
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
        let listed: [Descriptor]
        do {
            listed = try await withPatience(Self.listPatience) { [self] in
                try await upstreamDesk.referrers(
                    of: subject,
                    in: place.repository,
                    since: now().advanced(by: .zero - place.upstream.settings.revalidate),
                    at: now()
                ) {
                    try await asking(place, about: "what refers to \(place.repository)@\(subject)") {
                        try await $0.referrers(of: subject)
                    }
                }
            }
        } catch {
            try Task.checkCancellation()
            // Who asks for signatures must not take an upstream that is down for one that has none of its own to show;
            // what is here is shown, as everything else is.
            log.debug("referrers of an upstream are not known", metadata: ["reason": "\(error)"])
            return own
        }
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

    /// Does something that must not take longer than a while; nil lets it take its time.
    private func withPatience<Value: Sendable>(
        _ patience: Duration?,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let patience else { return try await body() }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: patience)
                return nil
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() ?? nil else {
                throw RegistryError(.upstreamUnavailable, "the upstream takes too long to answer; try again")
            }
            return value
        }
    }
}
