// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import Policy
import Registry

/// The connections to the registries that this one stands in front of.
struct UpstreamSessions: Sendable {
    /// What the registry gets of them.
    let upstreams: UpstreamSet
    private let sessions: [RegistrySession]

    /// No upstreams, as for work on the data alone.
    static let none = UpstreamSessions(upstreams: .none, sessions: [])

    private init(upstreams: UpstreamSet, sessions: [RegistrySession]) {
        self.upstreams = upstreams
        self.sessions = sessions
    }

    /// Prepares a session for every upstream of a configuration; they must be closed.
    ///
    /// No upstream is asked anything yet.
    ///
    /// - Throws: ``CommandFailure`` when a file that an upstream needs cannot be used.
    init(_ configuration: Configuration, surroundings: Surroundings = .current) throws {
        // All is checked before anything is made, as what is made must be closed.
        let options = try configuration.upstreams.map { try Self.options(of: $0, surroundings) }
        self.sessions = options.map(RegistrySession.init(options:))
        self.upstreams = UpstreamSet(
            try zip(configuration.upstreams, sessions).map { try UpstreamRegistry($0, session: $1) },
            standard: configuration.defaultUpstream
        )
    }

    /// Closes all connections; once, when the registry is not used any more.
    func close() async throws {
        for session in sessions { try await session.close() }
    }

    private static func options(of upstream: Upstream, _ surroundings: Surroundings) throws -> RegistryOptions {
        var options = RegistryOptions()
        // Whoever starts the server has logins of their own, and this registry shows what it may see to others.
        if let file = upstream.credentials {
            options.credentialFiles = CredentialFiles(
                sources: [.file(file, absence: .refused)],
                helpers: CredentialHelpers(searchPath: surroundings.variable("PATH"))
            )
        }
        options.authorityFile = upstream.authorities
        options.proxies = proxies(of: upstream, surroundings)
        options.transport = upstream.isPlain ? .plainAnywhere : .secureBeyondLoopback
        options.concurrency = 8
        // Behind each request a client may be waiting, whose own patience is about this long.
        options.retries.tries = 2
        options.retries.longestAsked = .seconds(2)
        options.retries.wholeTime = .seconds(20)
        do {
            _ = try RegistryAddress(url: upstream.url)
            try options.checkFiles()
        } catch let error as CredentialError {
            throw failure(upstream, error.description)
        } catch let error as ClientError {
            throw failure(upstream, error.message)
        }
        return options
    }

    private static func proxies(of upstream: Upstream, _ surroundings: Surroundings) -> ProxySettings {
        guard let proxy = upstream.proxy else { return ProxySettings(environment: surroundings.variable) }
        return ProxySettings { ["HTTPS_PROXY", "HTTP_PROXY"].contains($0) ? proxy.text : nil }
    }

    private static func failure(_ upstream: Upstream, _ reason: String) -> CommandFailure {
        CommandFailure(.usage, "the upstream \(upstream.name) cannot be used", cause: .own(reason))
    }
}
