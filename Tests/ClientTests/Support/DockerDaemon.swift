// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// Debian's dockerd and its command line, with all their state in a directory of their own.
struct DockerDaemon: ContainerEngine {
    private let directory: TemporaryDirectory
    private let process: ChildProcess

    private init(_ arguments: [String]) throws {
        directory = try TemporaryDirectory()
        let path = directory.path
        process = try ChildProcess(
            "dockerd",
            [
                "--data-root", "\(path)/data", "--exec-root", "\(path)/exec", "--pidfile", "\(path)/pid",
                "--host", "unix://\(path)/socket", "--storage-driver", "overlay2",
                // The network of the machine is left alone.
                "--iptables=false", "--ip6tables=false", "--bridge=none",
            ] + arguments,
            output: "\(path)/log",
            errors: "\(path)/log"
        )
    }

    /// Lends a daemon that is ready, and stops it.
    static func run(arguments: [String] = [], _ body: (DockerDaemon) async throws -> Void) async throws {
        let daemon = try DockerDaemon(arguments)
        let isReady = try await eventually(within: .seconds(60)) {
            guard daemon.process.isRunning else { throw Failure(log: try daemon.log) }
            return try await daemon.docker(["version"]).status == 0
        }
        guard isReady else { throw Failure(log: try daemon.log) }
        do {
            try await body(daemon)
        } catch {
            await daemon.stop()
            throw error
        }
        await daemon.stop()
    }

    struct Failure: Error {
        let log: String
    }

    private var log: String {
        get throws { try Shell.text(of: "\(directory.path)/log") }
    }

    private func stop() async {
        process.signal(SIGTERM)
        _ = await process.status(within: .seconds(30))
    }

    @discardableResult
    func docker(_ arguments: [String], input: String? = nil) async throws -> Shell.Outcome {
        try await Shell.run(
            // Debian's own: another one in the PATH need not fit the daemon.
            "/usr/bin/docker",
            ["--host", "unix://\(directory.path)/socket"] + arguments,
            environment: ["DOCKER_CONFIG": "\(directory.path)/config", "DOCKER_BUILDKIT": "0"],
            input: input
        )
    }

    func build(_ context: String, as image: String) async throws -> Shell.Outcome {
        try await docker(["build", "--network", "none", "--tag", image, context])
    }

    func login(_ user: String, password: String, to registry: String) async throws -> Shell.Outcome {
        try await docker(["login", "--username", user, "--password-stdin", registry], input: password)
    }

    func push(_ image: String) async throws -> Shell.Outcome { try await docker(["push", image]) }
    func pull(_ image: String) async throws -> Shell.Outcome { try await docker(["pull", image]) }

    func forgetImages() async throws {
        let images = Set(try await docker(["images", "--all", "--quiet"]).output.split(separator: "\n"))
        guard !images.isEmpty else { return }
        try await docker(["rmi", "--force"] + images.map { String($0) })
    }

    func run(_ image: String) async throws -> Shell.Outcome {
        try await docker(["run", "--rm", "--network", "none", image])
    }

    func export(_ image: String, to path: String) async throws {
        let container = try await docker(["create", "--network", "none", image, "true"]).line
        let exported = try await docker(["export", "--output", path, container])
        try await docker(["rm", container])
        guard exported.status == 0 else { throw Shell.Failed(outcome: exported) }
    }
}
