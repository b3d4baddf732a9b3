// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

/// The requirements and keys of the policy in force, as they are logged and judged by.
struct TrustInForce: Sendable {
    let rules: RuleSet
    let keys: [NamedKey]
    /// What a signature may say as the host of this registry.
    let authorities: AcceptedAuthorities
    /// Whether logs are told of them.
    let isLogged: Bool
    private let requiresAnything: Bool

    init(_ policy: Registry.LivePolicy) {
        self.rules = policy.rules
        self.keys = policy.trustKeys
        self.authorities = AcceptedAuthorities(policy.acceptedAuthorities.sorted())
        self.isLogged = policy.logsTrust
        self.requiresAnything = policy.rules.requiresSignatures
    }

    /// What is required in a repository, and which keys count there; nil while nothing is required.
    ///
    /// - Parameters:
    ///   - repository: The repository.
    ///   - decisions: Gives what was decided about keys.
    /// - Returns: The document.
    func document(
        for repository: RepositoryName,
        _ decisions: () throws -> [KeyDecision]
    ) rethrows -> TrustDocument? {
        guard requiresAnything else { return nil }
        let covering = rules.rules.filter { $0.covers(repository) }
        let names = Set(covering.flatMap { $0.require.flatMap(\.keys) })
        guard !names.isEmpty else { return nil }
        let states = Dictionary(try decisions().map { ($0.fingerprint, $0.state) }) { _, last in last }
        let keys = self.keys.filter { names.contains($0.name) }.map {
            TrustDocument.Key(name: $0.name, key: $0.key, state: states[$0.key.fingerprint] ?? .active)
        }
        return TrustDocument(rules: covering, keys: keys)
    }

    /// The keys of a repository as its log has them.
    ///
    /// A decision that no event tells of yet counts from the end of the log: all that was seen before stays good.
    func trustedKeys(in repository: RepositoryName, _ store: any MetadataReader) throws -> [TrustedKey] {
        let decisions = Dictionary(try store.keyDecisions().map { ($0.fingerprint, $0.state) }) { _, last in last }
        let logged = Dictionary(try store.loggedKeys(in: repository).map { ($0.fingerprint, $0) }) { _, last in last }
        let end = try store.logHead(of: repository)?.size ?? 0
        return keys.map { named in
            let fingerprint = named.key.fingerprint
            let state = decisions[fingerprint] ?? .active
            // A key that was retired before it was revoked ended when it was retired.
            let since = logged[fingerprint].flatMap { $0.state == .active ? nil : $0.since } ?? end
            return TrustedKey(name: named.name, key: named.key, state: state.trusted(since: since))
        }
    }
}

extension KeyState {
    /// The state as signatures are judged by it.
    func trusted(since index: Int64) -> TrustedKey.State {
        switch self {
        case .active: .active
        case .retired: .retired(since: index)
        case .revoked: .revoked(since: index)
        }
    }
}
