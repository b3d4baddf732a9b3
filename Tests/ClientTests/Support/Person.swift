// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import TagLog

/// Somebody with a command line, and with a memory of the logs that they have seen.
struct Person {
    /// The password of all keys.
    static let keyPassword = "correct horse"

    /// Their home, in which commands run.
    let home: TemporaryDirectory

    init() throws {
        home = try TemporaryDirectory()
    }

    /// Has the command line log in to a registry.
    func logIn(_ user: String, password: String, to registry: RegistryProcess) throws {
        let login = Data("\(user):\(password)".utf8).base64EncodedString()
        let logins = #"{"auths":{"\#(registry.authority)":{"auth":"\#(login)"}}}"#
        try home.write(".docker/config.json", logins)
        try home.write("auth.json", logins)
    }

    /// Runs the command line against a registry.
    func holdfast(_ registry: RegistryProcess, _ arguments: String...) async throws -> Shell.Outcome {
        try await holdfast(registry, arguments)
    }

    func holdfast(
        _ registry: RegistryProcess,
        _ arguments: [String],
        clock: FakeClock = .right
    ) async throws -> Shell.Outcome {
        try await Shell.run(
            Machine.holdfast,
            arguments,
            environment: environment.merging(["HOLDFAST_SERVER": registry.url]) { _, new in new }
                .merging(clock.environment) { _, new in new },
            directory: home.path
        )
    }

    /// Runs a command line that must succeed.
    @discardableResult
    func succeed(_ registry: RegistryProcess, _ arguments: String...) async throws -> Shell.Outcome {
        try await succeed(registry, arguments)
    }

    @discardableResult
    func succeed(_ registry: RegistryProcess, _ arguments: [String]) async throws -> Shell.Outcome {
        let outcome = try await holdfast(registry, arguments)
        guard outcome.status == 0 else { throw Shell.Failed(outcome: outcome) }
        return outcome
    }

    /// What the programs that they start find in their environment.
    var environment: [String: String] {
        [
            "HOME": home.path, "XDG_STATE_HOME": "\(home.path)/state", "XDG_CACHE_HOME": "\(home.path)/cache",
            "NO_COLOR": "1", "COSIGN_PASSWORD": Self.keyPassword,
        ]
    }

    /// What their command line kept of the logs that contradicted themselves.
    func evidence() throws -> [Evidence] {
        let directory = "\(home.path)/state/holdfast/logs/evidence"
        guard FileManager.default.fileExists(atPath: directory) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
            .map { try Evidence("\(directory)/\($0)") }
    }
}

/// Two signed states of a log that cannot both be true, as they were kept.
struct Evidence {
    private struct About: Decodable {
        var kind: String
        var key: String
    }

    let kind: String
    let remembered: Checkpoint
    let presented: Checkpoint

    /// Reads the files, and verifies both states with the key beside them.
    init(_ directory: String) throws {
        let about = try JSONDecoder().decode(About.self, from: Data(Shell.text(of: "\(directory)/about.json").utf8))
        let key = try NoteKey(about.key)
        func state(_ name: String) throws -> Checkpoint {
            let signed = try SignedCheckpoint(parsing: Array(Shell.text(of: "\(directory)/\(name).checkpoint").utf8))
            try signed.verify(by: key)
            return signed.checkpoint
        }
        kind = about.kind
        remembered = try state("remembered")
        presented = try state("presented")
    }
}
