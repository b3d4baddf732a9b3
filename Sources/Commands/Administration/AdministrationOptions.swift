// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Glibc
import Policy

/// The options that say which registry is administered.
struct AdministrationOptions: ParsableArguments {
    static let defaultDirectory = "./holdfast-data"

    @Option(
        help: ArgumentHelp(
            "The data directory, when no server is named.",
            discussion: "The server that runs on it is asked. Default: the configuration's, else \(defaultDirectory).",
            valueName: "dir"
        ),
        completion: .directory
    )
    var data: String?

    @Option(
        help: ArgumentHelp(
            "The server's configuration file. Default: ./\(Serve.defaultFile), if it exists.",
            valueName: "file"
        ),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var config: String?

    init() {}

    /// Finds out who carries out administration, and hands it to `body`.
    ///
    /// A server that is named is asked. Else the server that runs on the data directory is, and without one the
    /// directory is worked on directly.
    func withTarget<Result>(
        server: ServerOptions,
        login: LoginOptions? = nil,
        _ body: (AdministrationTarget) async throws -> Result
    ) async throws -> Result {
        guard try server.namedAddress() == nil else {
            return try await server.withClient(login: login) { client in
                try await body(.remote(RemoteAdministration(client: client)))
            }
        }
        let local = try localAdministration()
        if let note = try ServerNote.read(in: local.directory) {
            let login = try server.namedLogin(login) ?? ServerLogin(bearer: note.token)
            let answer: Result? = try await ManagementClient.withClient(
                to: note.address,
                login: login,
                certificates: .noneOnLoopback
            ) { client in
                guard try await client.isHealthy() else { return nil }
                return try await body(.remote(RemoteAdministration(client: client)))
            }
            if let answer { return answer }
        }
        return try await body(.local(local))
    }

    /// The data directory and the users file that these options name.
    func localAdministration() throws -> LocalAdministration {
        let surroundings = Surroundings.current
        let standard = surroundings.absolute(Serve.defaultFile)
        let file = config ?? (access(standard, F_OK) == 0 ? standard : nil)
        let configuration = try file.map { try Configuration.load(path: surroundings.absolute($0)) }
        let directory = surroundings.absolute(data ?? configuration?.data ?? Self.defaultDirectory)
        let users = configuration?.users.map(surroundings.absolute) ?? "\(directory)/users"
        return LocalAdministration(directory: directory, usersFile: users, configuration: configuration ?? .standard)
    }
}

extension ManagementClient {
    /// Tells whether a server answers at all.
    ///
    /// None does after a crash that left its note behind.
    fileprivate func isHealthy() async throws -> Bool {
        do {
            let answer = try await send(ManagementRequest("reach the server", .get, "/healthz", patience: .seconds(5)))
            return answer.status == 200
        } catch is ConnectionFailure {
            return false
        }
    }
}
