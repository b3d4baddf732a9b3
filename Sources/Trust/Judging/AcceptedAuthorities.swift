// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The hosts that a signature may name and mean this registry.
public struct AcceptedAuthorities: Hashable, Sendable {
    /// The one that messages show.
    public let shown: String
    private let names: Set<String>
    private let acceptsLoopback: Bool

    /// Creates a set of hosts.
    ///
    /// - Parameters:
    ///   - names: Hosts with their ports, as clients write them; the first is shown in messages.
    ///   - loopback: Whether every name of this machine is meant too, with any port.
    public init(_ names: [String], loopback: Loopback = .refused) {
        shown = names.first ?? "localhost"
        self.names = Set(names.map(Reference.canonicalHost))
        acceptsLoopback = loopback == .accepted
    }

    /// Whether names of the machine itself are accepted.
    public enum Loopback: Sendable {
        /// Only the hosts that are named.
        case refused
        /// `localhost`, `127.0.0.0/8` and `[::1]` too.
        case accepted
    }

    /// Tells whether a host means this registry.
    public func contains(_ authority: String) -> Bool {
        let host = Reference.canonicalHost(authority)
        return names.contains(host) || (acceptsLoopback && Self.isLoopback(host))
    }

    private static func isLoopback(_ host: String) -> Bool {
        if host == "[::1]" || host.hasPrefix("[::1]:") { return true }
        let name = host.prefix { $0 != ":" }
        if name == "localhost" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
