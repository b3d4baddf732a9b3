// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// Debian's docker-registry, with its data in a directory of its own.
struct DockerRegistry {
    /// Where it can be reached, as in `127.0.0.1:40123`.
    let authority: String
    private let process: ChildProcess
    private let directory: TemporaryDirectory

    struct Failure: Error {
        let log: String
    }

    var http: HTTP { HTTP(base: "http://\(authority)") }

    /// Everything it said so far, with a line for each request.
    var log: String {
        get throws { try Shell.text(of: "\(directory.path)/log") + Shell.text(of: "\(directory.path)/log.errors") }
    }

    /// How many requests it got whose method and path are these.
    func count(_ request: String) throws -> Int {
        try log.ranges(of: "\"\(request) HTTP/").count
    }

    /// Lends a registry that is ready, and stops it; with a login nobody else gets in.
    static func run(
        login: (name: String, password: String)? = nil,
        _ body: (DockerRegistry) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        var access = ""
        if let login {
            // Holdfast's users are kept in the form that docker-registry reads.
            try await Shell.succeed(
                Machine.holdfast,
                ["user", "add", login.name, "--password-stdin", "--data", directory.path],
                input: "\(login.password)\n"
            )
            access = "auth: {htpasswd: {realm: upstream, path: \(directory.path)/users}}"
        }
        let configuration = try directory.write(
            "config.yml",
            Data(
                """
                version: 0.1
                storage:
                  filesystem: {rootdirectory: \(directory.path)/data}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:0"}
                \(access)

                """.utf8
            )
        )
        let log = "\(directory.path)/log"
        let process = try ChildProcess(
            "docker-registry",
            ["serve", configuration],
            output: log,
            errors: "\(log).errors"
        )
        var authority: String?
        let isReady = try await eventually(within: .seconds(60)) {
            let text = try Shell.text(of: log) + Shell.text(of: "\(log).errors")
            guard process.isRunning else { throw Failure(log: text) }
            authority = text.firstRange(of: "listening on 127.0.0.1:").map { range in
                "127.0.0.1:\(text[range.upperBound...].prefix(while: \.isNumber))"
            }
            return authority != nil
        }
        guard isReady, let authority else { throw Failure(log: try Shell.text(of: log)) }
        let registry = DockerRegistry(authority: authority, process: process, directory: directory)
        do {
            try await body(registry)
        } catch {
            await registry.stop()
            throw error
        }
        await registry.stop()
    }

    /// Stops it; a second time does nothing.
    func stop() async {
        process.signal(SIGKILL)
        _ = await process.status(within: .seconds(30))
    }
}
