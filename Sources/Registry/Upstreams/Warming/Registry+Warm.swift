// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

extension Registry {
    /// How long one answer takes at most while an image is on its way.
    private static let warmPatience = Duration.seconds(5)

    /// Fetches an image of an upstream before somebody pulls it, by the rules and into the history of a client's pull.
    ///
    /// Comes back when everything is here, or after a few seconds with how far it is: it goes on, and the same request tells
    /// more.
    ///
    /// - Parameters:
    ///   - request: The image, and the platforms of which it is wanted.
    ///   - caller: Who asks; needs the right to pull.
    /// - Returns: How far it is.
    /// - Throws: ``RegistryError``: `rightMissing`; `requestInvalid` for a repository of this registry's own;
    ///   `manifestUnknown`, with the hold when a first pull is held; what a pull throws.
    public func warm(_ request: WarmRequest, by caller: Caller) async throws -> WarmProgress {
        try caller.require(.pull, in: request.repository)
        guard let place = upstreams.place(of: request.repository) else { throw noUpstream(of: request) }
        let key = WarmDesk.Key(request: request, caller: caller.name)
        let begun = warmings.job(for: key) { [self] job in
            try await ImageWarming(registry: self, place: place, request: request, caller: caller, job: job).run()
        }
        guard let job = begun else {
            throw RegistryError(
                .upstreamLimited(retryAfter: 5),
                "many images are being fetched ahead already; ask for \(request.reference) again in a while"
            )
        }
        await job.ending.wait(atMost: Self.warmPatience)
        if let outcome = job.outcome {
            warmings.forget(key, job)
            try outcome.get()
        }
        return job.progress
    }

    /// Finds the repository here of an image of an upstream, by the registry that its reference names.
    ///
    /// That is the upstream's name here, or the host where it is. No upstream stands in for one that is not there: its
    /// operator would learn what people have elsewhere.
    ///
    /// - Parameter reference: The image; without a host the name that its repository has here.
    /// - Returns: The repository.
    /// - Throws: ``RegistryError`` with `requestInvalid` when this registry does not stand in front of that one.
    public func warmRepository(of reference: Reference) throws -> RepositoryName {
        guard let host = reference.host else {
            guard let place = upstreams.place(of: reference.repository) else { return reference.repository }
            return try place.upstream.localName(of: place.remote)
        }
        guard let upstream = upstreams.upstream(named: host) else {
            throw RegistryError(
                .requestInvalid,
                "this registry does not stand in front of \(host), so nothing is fetched from there; its configuration"
                    + " names the upstreams"
            )
        }
        return try upstream.localName(of: reference.repository)
    }

    /// The state of the hold that keeps an image out, as ``warm(_:by:)`` named it.
    ///
    /// - Parameter id: The hold's number.
    /// - Returns: The state; nil when the hold is gone.
    /// - Throws: ``StoreError`` when the metadata cannot be read.
    public func warmHoldState(_ id: Int64) async throws -> HoldRecord.State? {
        try await metadata.read { try $0.hold(id)?.state }
    }

    private func noUpstream(of request: WarmRequest) -> RegistryError {
        let names = upstreams.upstreams.keys.sorted().joined(separator: ", ")
        return RegistryError(
            .requestInvalid,
            "\(request.repository) is no repository of an upstream, so there is nothing to fetch; "
                + (names.isEmpty ? "this registry has no upstreams" : "the upstreams are \(names)")
        )
    }

    /// Has the comparisons of a repository's open holds made again that lacked something.
    func renewComparisons(in repository: RepositoryName) async throws {
        let stored = try await metadata.read { store in
            try store.holds(in: repository, tag: nil, states: [.open], before: nil, limit: 1_000)
                .map { ($0, try store.comparisonSummary(of: $0.subject)) }
        }
        for (hold, comparison) in stored {
            let summary = comparison.flatMap { HoldSummary(json: $0.summary) }
            guard summary?.uncompared.isEmpty == false || comparisons.trouble(with: hold.subject) != nil else {
                continue
            }
            comparisons.renew(hold.request)
        }
    }
}
