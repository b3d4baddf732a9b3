// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import Testing

/// A registry with users where `team/app` needs the signature of the key `release`.
struct TrustRegistry {
    static let users = ["ann", "ci", "mallory", "reader"].map { (name: $0, password: "password of \($0)") }

    /// Who may do what; `release.pub` lies beside the configuration.
    static func configuration(rules: String) -> String {
        """
        keys: {release: ./release.pub}
        rules: \(rules)
        access:
          - {users: [ann], can: [pull, push, delete, approve, admin]}
          - {users: [ci, mallory], can: [pull, push]}
          - {users: [reader], can: [pull]}
        """
    }

    static let required = "[{require: [{keys: [release]}], pull: signed, change: allow}]"

    let process: RegistryProcess
    private let people: [String: Person]

    /// Runs the registry for as long as the body takes.
    static func run(
        rules: String = required,
        _ body: (TrustRegistry) async throws -> Void
    ) async throws {
        try await RegistryProcess.run(
            configuration: configuration(rules: rules),
            users: users,
            prepare: { registry in
                try await Shell.succeed(
                    Machine.holdfast,
                    ["key", "generate", "--output", "\(registry.directory.path)/release"],
                    environment: ["COSIGN_PASSWORD": Person.keyPassword]
                )
            },
            { registry in
                var people: [String: Person] = [:]
                for user in users {
                    let person = try Person()
                    try person.logIn(user.name, password: user.password, to: registry)
                    people[user.name] = person
                }
                try await body(TrustRegistry(process: registry, people: people))
            }
        )
    }

    var key: String { "\(process.directory.path)/release.key" }
    var publicKey: String { "\(process.directory.path)/release.pub" }

    func person(_ name: String) throws -> Person { try #require(people[name]) }

    /// Runs the command line as a user.
    func holdfast(as user: String, _ arguments: String...) async throws -> Shell.Outcome {
        try await person(user).holdfast(process, arguments)
    }

    /// Sends requests as a user.
    func http(as user: String) -> HTTP {
        let login = Data("\(user):password of \(user)".utf8).base64EncodedString()
        return HTTP(base: process.url).with(authorization: "Basic \(login)")
    }

    /// Runs skopeo as a user.
    func skopeo(as user: String, _ arguments: String...) async throws -> Shell.Outcome {
        let person = try person(user)
        return try await Shell.run(
            "skopeo",
            arguments,
            environment: ["REGISTRY_AUTH_FILE": "\(person.home.path)/auth.json"],
            directory: person.home.path
        )
    }

    /// The status that a user's question for a manifest is answered with.
    func status(of reference: String, as user: String, in repository: String = "team/app") async throws -> Int {
        try await http(as: user).send(.HEAD, "/v2/\(repository)/manifests/\(reference)").status
    }
}
