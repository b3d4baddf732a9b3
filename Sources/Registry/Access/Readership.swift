// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// Judges, within one read, which manifests a caller may see; remembers what it asked for.
struct Readership {
    private let store: any MetadataReader
    private let caller: Caller
    private var pullable: [RepositoryName: Bool] = [:]
    private var offers: [RepositoryName: Set<Digest>] = [:]

    init(_ store: any MetadataReader, _ caller: Caller) {
        self.store = store
        self.caller = caller
    }

    private mutating func mayPull(from repository: RepositoryName) -> Bool {
        if let known = pullable[repository] { return known }
        let mayPull = caller.may(.pull, in: repository)
        pullable[repository] = mayPull
        return mayPull
    }

    /// Tells whether there is a repository that the caller may pull from.
    mutating func mayPullFromAny() throws -> Bool {
        var last: RepositoryName?
        while true {
            let page = try store.repositories(after: last, limit: 500)
            for summary in page where mayPull(from: summary.name) { return true }
            guard page.count == 500 else { return false }
            last = page.last?.name
        }
    }

    /// Tells whether the caller may read an image of a repository.
    mutating func admits(_ image: StoredImage) throws -> Bool {
        guard mayPull(from: image.repository) else { return false }
        switch image.visibility {
        case .everyone: return true
        case .held: return try admitsToHeld(image.manifest, pushedBy: image.pushedBy, in: image.repository)
        }
    }

    /// Tells whether the caller may read a manifest of a repository.
    mutating func admits(_ manifest: ManifestRecord, in repository: RepositoryName) throws -> Bool {
        guard mayPull(from: repository) else { return false }
        switch manifest.visibility {
        case .everyone: return true
        case .held: return try admitsToHeld(manifest.digest, pushedBy: manifest.pushedBy, in: repository)
        }
    }

    /// Tells whether the caller, who may pull, is an approver, the pusher or someone who offered the same.
    mutating func admitsToHeld(_ digest: Digest, pushedBy: String, in repository: RepositoryName) throws -> Bool {
        if caller.mayReadHeld(in: repository) { return true }
        guard let user = caller.user else { return false }
        if user == pushedBy { return true }
        return try offers(of: user, in: repository).contains(digest)
    }

    private mutating func offers(of user: String, in repository: RepositoryName) throws -> Set<Digest> {
        if let known = offers[repository] { return known }
        let open = try store.holds(in: repository, tag: nil, states: [.open, .pending], before: nil, limit: .max)
        let offered = Set(open.filter { $0.offeredBy == user }.map(\.to))
        offers[repository] = offered
        return offered
    }
}
