// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Policy

/// Who makes a request, and what that one may do.
public struct Caller: Sendable {
    /// A narrowing of a user's rights, as a token carries it.
    public struct Grant: Hashable, Sendable {
        /// The repositories it is for; empty means all.
        public var repositories: [Glob]
        /// The rights it passes on; empty means all.
        public var rights: Set<Right>

        /// Whether its user may look at what waits for a decision in these repositories: an approver's token for pulling
        /// does not let decide, but one decides about what one can see.
        public var readsHeld = false

        /// Tells whether it is for listing repositories alone, and for nothing in them.
        public private(set) var isForCatalog = false

        /// The right to list the repositories that the user may pull from.
        public static var catalog: Grant {
            var grant = Grant(rights: [.pull])
            grant.isForCatalog = true
            return grant
        }

        /// Creates a grant.
        public init(repositories: [Glob] = [], rights: Set<Right> = []) {
            self.repositories = repositories
            self.rights = rights
        }
    }

    /// The user's name, or nil for someone who has not signed in.
    public let user: String?
    /// The address the request came from, if known.
    public let address: String?
    private let access: AccessPolicy
    private let grants: [Grant]?

    /// Creates a caller.
    ///
    /// - Parameters:
    ///   - user: The user's name, whose proof has been checked; nil for someone who has not signed in.
    ///   - address: The address the request came from, without a port.
    ///   - access: The policy in force.
    ///   - grants: What a token narrows the user's rights to; nil for no narrowing. A right must be given by the policy
    ///     and by one of the grants.
    public init(user: String?, address: String? = nil, access: AccessPolicy, grants: [Grant]? = nil) {
        self.user = user
        self.address = address
        self.access = access
        self.grants = grants
    }

    /// The process itself, for maintenance and decisions made by time.
    public static let system = Caller(user: "holdfast", access: .open)

    /// The name that history records.
    public var name: String { user ?? "anonymous" }

    /// Tells what the caller may do in a repository, or in the registry as a whole.
    public func rights(in repository: RepositoryName?) -> Set<Right> {
        let given = access.rights(of: user, in: repository)
        guard let grants else { return given }
        let passedOn = grants.filter { !$0.isForCatalog }.reduce(into: Set<Right>()) { rights, grant in
            let covers =
                grant.repositories.isEmpty
                || repository.map { name in grant.repositories.contains { $0.matches(name.rawValue) } } ?? false
            if covers { rights.formUnion(grant.rights.isEmpty ? Set(Right.allCases) : grant.rights) }
        }
        return given.intersection(passedOn)
    }

    /// Tells whether a token passes on less than its user may do.
    public var isNarrowed: Bool { grants != nil }

    /// Tells whether the caller may see a repository in a listing.
    public func maySee(_ repository: RepositoryName) -> Bool {
        if may(.pull, in: repository) { return true }
        return grants?.contains(where: \.isForCatalog) == true
            && access.rights(of: user, in: repository).contains(.pull)
    }

    /// Tells whether the caller has a right.
    public func may(_ right: Right, in repository: RepositoryName?) -> Bool {
        rights(in: repository).contains(right)
    }

    /// Tells whether the caller may look at what waits for a decision, as an approver.
    public func mayReadHeld(in repository: RepositoryName) -> Bool {
        if may(.approve, in: repository) { return true }
        let isPassedOn = grants?.contains { grant in
            grant.readsHeld && grant.repositories.contains { $0.matches(repository.rawValue) }
        }
        return isPassedOn == true && access.rights(of: user, in: repository).contains(.approve)
    }

    /// Throws `rightMissing` when the caller has not signed in and could see nothing: an empty list would be no answer.
    public func requireSignInIfNeeded() throws {
        guard user == nil, !access.admitsAnonymous else { return }
        throw RegistryError(.rightMissing, "signing in is needed to see anything on this registry")
    }

    /// Throws `rightMissing` unless the caller has a right.
    public func require(_ right: Right, in repository: RepositoryName?) throws {
        guard may(right, in: repository) else {
            let place = repository.map { "in \($0)" } ?? "on this registry"
            throw RegistryError(
                .rightMissing,
                user.map { "\($0) lacks the right to \(right.rawValue) \(place)" }
                    ?? "signing in is needed to \(right.rawValue) \(place)"
            )
        }
    }
}
