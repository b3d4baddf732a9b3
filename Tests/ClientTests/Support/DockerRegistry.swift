// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// Debian's docker-registry, with its data in a directory of its own.
struct DockerRegistry {
    /// Where it can be reached, as in `127.0.0.1:40123`.
    let authority: String
    private let process: ChildProcess

    struct Failure: Error {
        let log: String
    }

    var http: HTTP { HTTP(base: "http://\(authority)") }

    /// Lends a registry that is ready, and stops it.
    static func run(_ body: (DockerRegistry) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let configuration = try directory.write(
            "config.yml",
            Data(
                """
                version: 0.1
                storage:
                  filesystem: {rootdirectory: \(directory.path)/data}
                  delete: {enabled: true}
                http: {addr: "127.0.0.1:0"}

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
        let registry = DockerRegistry(authority: authority, process: process)
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
