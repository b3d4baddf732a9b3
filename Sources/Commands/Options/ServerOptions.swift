// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel

/// The options that say which server to ask.
struct ServerOptions: ParsableArguments {
    static let defaultServer = "http://127.0.0.1:5000"

    @Option(
        help: ArgumentHelp(
            "The server to ask, when no reference names a host.",
            discussion: "Else HOLDFAST_SERVER, else \(defaultServer).",
            valueName: "url"
        )
    )
    var server: String?

    @Flag(help: "Allow plain HTTP to hosts other than this one.")
    var plainHTTP = false

    @Option(
        help: ArgumentHelp(
            "The login. Others can see it while the command runs: prefer --username or a file of docker or podman.",
            valueName: "user:password"
        )
    )
    var creds: String?

    @Option(
        name: .customLong("ca"),
        help: ArgumentHelp("Trust the certificates in this PEM file besides the system's.", valueName: "file")
    )
    var authorities: String?

    init() {}

    func validate() throws {
        guard let creds else { return }
        do {
            _ = try Credentials(parsing: creds)
        } catch {
            throw ValidationError("--creds: \(error)")
        }
    }

    /// The server somebody named, if any: the host in the reference, else `--server`, else `HOLDFAST_SERVER`.
    func namedAddress(host: String? = nil) throws(CommandFailure) -> ServerAddress? {
        let transport: ServerAddress.Transport = plainHTTP ? .anyHTTP : .secureBeyondLoopback
        if let host { return try ServerAddress(authority: host, transport: transport) }
        guard let server = server ?? Surroundings.current.variable("HOLDFAST_SERVER") else { return nil }
        return try ServerAddress(server, transport: transport)
    }

    /// The server to ask.
    func address(host: String? = nil) throws(CommandFailure) -> ServerAddress {
        if let named = try namedAddress(host: host) { return named }
        return try ServerAddress(Self.defaultServer, transport: .secureBeyondLoopback)
    }

    /// The login that the command line gives, if it gives one.
    func namedLogin(_ login: LoginOptions?) throws -> ServerLogin? {
        guard creds == nil || login?.username == nil else {
            throw CommandFailure(.usage, "--creds and --username both give a login", advice: "Give one of them.")
        }
        if let creds { return ServerLogin(try Credentials(parsing: creds)) }
        return try login?.credentials().map { ServerLogin($0) }
    }

    /// The login that the files of docker and podman hold for a server.
    private func keptLogin(for address: ServerAddress, repository: RepositoryName?) throws -> ServerLogin {
        let found = try CredentialFiles(environment: Surroundings.current.variable)
            .lookUp(host: address.authority, repository: repository)
        guard let credentials = found.credentials else { return ServerLogin(notes: found.notes) }
        return ServerLogin(credentials)
    }

    /// Talks to the server that a reference or these options name.
    func withClient<Result>(
        for reference: Reference? = nil,
        login: LoginOptions?,
        _ body: (ManagementClient) async throws -> Result
    ) async throws -> Result {
        let address = try address(host: reference?.host)
        let login = try namedLogin(login) ?? keptLogin(for: address, repository: reference?.repository)
        let authorities = authorities.map(Surroundings.current.absolute)
        return try await ManagementClient.withClient(to: address, login: login, authorities: authorities, body)
    }
}

extension CredentialError: FailureConvertible {
    var failure: CommandFailure {
        CommandFailure(
            .usage,
            "the login could not be read: \(self)",
            advice: "Mend the file, or give --username with --password-stdin."
        )
    }
}
