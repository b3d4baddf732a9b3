// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Who may do what: entries in their order, of which the first that matches user and repository decides.
public struct AccessPolicy: Hashable, Sendable {
    private enum Scheme: Hashable {
        case open
        case signedIn
        case entries([AccessEntry])
    }

    private static let everything = Set(Right.allCases)

    private let scheme: Scheme

    private init(scheme: Scheme) {
        self.scheme = scheme
    }

    /// Creates a policy from entries.
    ///
    /// Whom no entry matches has no rights.
    public init(entries: [AccessEntry]) {
        self.init(scheme: .entries(entries))
    }

    /// The policy of a registry without users: everyone has every right.
    public static let open = AccessPolicy(scheme: .open)

    /// The policy of a registry with users and without an `access` section: who is signed in has every right, who is
    /// not has none.
    public static let signedIn = AccessPolicy(scheme: .signedIn)

    /// The entries, when the policy was written down.
    public var entries: [AccessEntry] {
        guard case .entries(let entries) = scheme else { return [] }
        return entries
    }

    /// Tells whether anybody may do something without signing in.
    public var admitsAnonymous: Bool {
        switch scheme {
        case .open: true
        case .signedIn: false
        case .entries(let entries): entries.contains { $0.covers(user: nil) && !$0.can.isEmpty }
        }
    }

    /// Finds what a user may do.
    ///
    /// - Parameters:
    ///   - user: The name of the user signed in; nil for somebody who is not.
    ///   - repository: The repository; nil for what concerns the whole server, such as administration and the catalog.
    ///     An entry that names repositories says nothing about the server.
    /// - Returns: The rights, none where no entry matches.
    public func rights(of user: String?, in repository: RepositoryName?) -> Set<Right> {
        switch scheme {
        case .open: Self.everything
        case .signedIn: user == nil ? [] : Self.everything
        case .entries(let entries): entries.first { $0.covers(user: user) && $0.covers(repository) }?.can ?? []
        }
    }
}

extension AccessEntry {
    fileprivate func covers(_ repository: RepositoryName?) -> Bool {
        guard let repository else { return repositories.isEmpty }
        return repositories.isEmpty || repositories.contains { $0.matches(repository.rawValue) }
    }
}
