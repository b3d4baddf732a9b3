// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Everything that talks to registries shares one session: connections, tokens, logins, and the bound on how much
/// happens at once.
public final class RegistrySession: Sendable {
    private let options: RegistryOptions
    private let transport: Transport
    private let requester: Requester
    private let authenticator: Authenticator

    /// Creates a session, which must be closed.
    public init(options: RegistryOptions) {
        let turnstile = Turnstile()
        self.options = options
        self.transport = Transport(proxies: options.proxies, authorityFile: options.authorityFile)
        self.requester = Requester(transport: transport, turnstile: turnstile, options: options)
        self.authenticator = Authenticator(
            logins: LoginBook(given: options.login, files: options.credentialFiles, turnstile: turnstile),
            requester: requester,
            turnstile: turnstile,
            clock: options.clock
        )
    }

    /// Opens a session, hands it to `body` and closes it.
    public static func withSession<Result>(
        options: RegistryOptions,
        _ body: (RegistrySession) async throws -> Result
    ) async throws -> Result {
        let session = RegistrySession(options: options)
        let result: Result
        do {
            result = try await body(session)
        } catch {
            // Losing this error is right: the first one says why.
            try? await session.close()
            throw error
        }
        try await session.close()
        return result
    }

    /// The repository that a reference names, to read from.
    ///
    /// - Parameter reference: The image; without a host it is docker's.
    /// - Returns: The source. It makes no request yet.
    /// - Throws: ``ClientError`` when the host is none.
    public func source(_ reference: Reference) throws(ClientError) -> RegistrySource {
        RegistrySource(reference: reference.normalized(), repository: try repository(of: reference))
    }

    /// The repository that a reference names, to write to.
    ///
    /// - Parameter reference: The image; without a host it is docker's.
    /// - Returns: The destination. It makes no request yet.
    /// - Throws: ``ClientError`` when the host is none.
    public func destination(_ reference: Reference) throws(ClientError) -> RegistryDestination {
        RegistryDestination(repository: try repository(of: reference))
    }

    /// How many requests a registry still grants, as its last answer said; nil when it said nothing.
    public func rateLimit(of address: RegistryAddress) -> RateLimit? { requester.rateLimit(of: address.url) }

    /// Closes all connections.
    ///
    /// Must be called once, when nothing is read or written any more.
    public func close() async throws {
        try await transport.close()
    }

    /// The repository that a reference names, at an address that its name alone would not lead to.
    ///
    /// - Parameters:
    ///   - reference: The image; its host says nothing here.
    ///   - address: Where the registry is.
    /// - Returns: The source. It makes no request yet.
    public func source(_ reference: Reference, at address: RegistryAddress) -> RegistrySource {
        RegistrySource(reference: reference, repository: repository(reference.repository, at: address))
    }

    private func repository(of reference: Reference) throws(ClientError) -> RemoteRepository {
        let reference = reference.normalized()
        let host = reference.host ?? RegistryAddress.dockerHub
        return repository(reference.repository, at: try RegistryAddress(host: host, transport: options.transport))
    }

    private func repository(_ name: RepositoryName, at address: RegistryAddress) -> RemoteRepository {
        RemoteRepository(
            address: address,
            name: name,
            requester: requester,
            authenticator: authenticator,
            options: options
        )
    }
}
