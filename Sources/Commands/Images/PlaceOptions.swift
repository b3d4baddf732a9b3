// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIClient
import OCIModel

/// The options for reading images from any registry, with docker.io for references that name none.
struct PlaceOptions: ParsableArguments {
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

    @OptionGroup var login: LoginOptions

    init() {}

    func validate() throws {
        guard let creds else { return }
        guard login.username == nil else { throw ValidationError("--creds and --username both give a login.") }
        do {
            _ = try Credentials(parsing: creds)
        } catch {
            throw ValidationError("--creds: \(error)")
        }
    }

    /// Hands out access to places that images lie in, several at most one of which a login on the command line is for.
    func withAccess<Result>(
        to locations: [ImageLocation],
        retries: RetryPolicy = RetryPolicy(),
        _ body: (ImageAccess) async throws -> Result
    ) async throws -> Result {
        let credentials = try creds.map { try Credentials(parsing: $0) } ?? login.credentials()
        let hosts = Set(
            locations.compactMap { location -> String? in
                guard case .registry(let reference) = location else { return nil }
                return reference.normalized().host
            }
        )
        guard credentials == nil || hosts.count < 2 else {
            throw CommandFailure(
                .usage,
                "one login was given for \(hosts.sorted().joined(separator: " and "))",
                advice: "Log in to them with docker or podman instead."
            )
        }
        let settings = PlaceSettings(
            plainHTTP: plainHTTP,
            login: credentials,
            authorities: authorities,
            retries: retries
        )
        return try await ImageAccess.withAccess(settings, body)
    }
}

/// How registries are reached.
struct PlaceSettings {
    var plainHTTP: Bool
    var login: Credentials?
    /// A file of certificates that are trusted besides the system's.
    var authorities: String?
    /// How often and how long requests are tried again.
    var retries = RetryPolicy()
}

extension RetryPolicy {
    /// For questions of which there are many: a registry that does not answer must not hold up the others for minutes.
    static var brief: RetryPolicy {
        var policy = RetryPolicy()
        policy.tries = 3
        policy.wholeTime = .seconds(60)
        return policy
    }
}

extension ServerOptions {
    /// The location with the server's host, when it is a reference that names none.
    func located(_ location: ImageLocation) throws(CommandFailure) -> ImageLocation {
        guard case .registry(var reference) = location, reference.host == nil else { return location }
        reference.host = try address().authority
        return .registry(reference)
    }

    /// How the server's repositories are read.
    func placeSettings(_ login: LoginOptions) throws -> PlaceSettings {
        guard creds == nil || login.username == nil else {
            throw CommandFailure(.usage, "--creds and --username both give a login", advice: "Give one of them.")
        }
        let credentials = try creds.map { try Credentials(parsing: $0) } ?? login.credentials()
        return PlaceSettings(
            plainHTTP: plainHTTP || server?.hasPrefix("http://") ?? false,
            login: credentials,
            authorities: authorities
        )
    }
}
