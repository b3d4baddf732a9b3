// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// podman with all its state in a directory of its own.
///
/// Debian's crun does not run where cgroups are mounted in the hybrid manner, and podman's own limits need more
/// capabilities than a container has; runc and lower limits work everywhere.
struct Podman: ContainerEngine {
    private let directory: TemporaryDirectory

    private init(registries: String) throws {
        directory = try TemporaryDirectory()
        try directory.write(
            "containers.conf",
            """
            [containers]
            default_ulimits = ["nofile=1024:4096", "nproc=4096:4096"]
            [engine]
            cgroup_manager = "cgroupfs"
            events_logger = "file"
            runtime = "runc"
            tmp_dir = "\(directory.path)/tmp"
            """
        )
        // podman takes a named file that is not there for an error; a login adds to it.
        try directory.write("auth.json", "{}")
        try directory.write("registries.conf", "unqualified-search-registries = []\n\(registries)")
    }

    /// Lends a podman, and clears everything away that it mounted.
    ///
    /// - Parameters:
    ///   - registries: What its registries.conf says of registries.
    ///   - body: What to do with it.
    /// - Throws: What `body` throws.
    static func run(registries: String = "", _ body: (Podman) async throws -> Void) async throws {
        let podman = try Podman(registries: registries)
        do {
            try await body(podman)
        } catch {
            try await podman.podman(["system", "reset", "--force"])
            throw error
        }
        try await podman.podman(["system", "reset", "--force"])
    }

    @discardableResult
    func podman(_ arguments: [String], input: String? = nil) async throws -> Shell.Outcome {
        let path = directory.path
        return try await Shell.run(
            "podman",
            ["--root", "\(path)/root", "--runroot", "\(path)/run", "--storage-driver", "overlay"] + arguments,
            environment: [
                "CONTAINERS_CONF": "\(path)/containers.conf",
                "CONTAINERS_REGISTRIES_CONF": "\(path)/registries.conf",
                "REGISTRY_AUTH_FILE": "\(path)/auth.json",
                "TMPDIR": path,
            ],
            input: input
        )
    }

    func build(_ context: String, as image: String) async throws -> Shell.Outcome {
        try await podman(["build", "--network", "host", "--tag", image, context])
    }

    func login(_ user: String, password: String, to registry: String) async throws -> Shell.Outcome {
        try await podman(
            ["login", "--tls-verify=false", "--username", user, "--password-stdin", registry],
            input: password
        )
    }

    func push(_ image: String) async throws -> Shell.Outcome {
        try await podman(["push", "--tls-verify=false", image])
    }

    func pull(_ image: String) async throws -> Shell.Outcome {
        try await podman(["pull", "--tls-verify=false", image])
    }

    func forgetImages() async throws {
        try await podman(["rmi", "--all", "--force"])
    }

    func run(_ image: String) async throws -> Shell.Outcome {
        try await podman(["run", "--rm", "--network", "none", "--pull", "never", image])
    }

    /// Serves docker's API on a socket for as long as the body takes.
    func serving(_ body: (_ socket: String) async throws -> Void) async throws {
        let path = directory.path
        let socket = "\(path)/podman.sock"
        let service = try ChildProcess(
            "podman",
            ["--root", "\(path)/root", "--runroot", "\(path)/run", "--storage-driver", "overlay"]
                + ["system", "service", "--time", "0", "unix://\(socket)"],
            environment: ["CONTAINERS_CONF": "\(path)/containers.conf", "TMPDIR": path],
            output: "\(path)/service.out",
            errors: "\(path)/service.err"
        )
        guard try await eventually(within: .seconds(60), { access(socket, F_OK) == 0 }) else {
            throw ChildProcess.Failure(operation: "podman system service", reason: "no socket")
        }
        do {
            try await body(socket)
        } catch {
            service.signal(SIGTERM)
            _ = await service.status(within: .seconds(30))
            throw error
        }
        service.signal(SIGTERM)
        _ = await service.status(within: .seconds(30))
    }

    func export(_ image: String, to path: String) async throws {
        let container = try await podman(["create", "--network", "none", "--pull", "never", image, "true"]).line
        let exported = try await podman(["export", "--output", path, container])
        try await podman(["rm", container])
        guard exported.status == 0 else { throw Shell.Failed(outcome: exported) }
    }

    /// Makes an image of a tar archive.
    func importArchive(_ path: String, as image: String) async throws -> Shell.Outcome {
        try await podman(["import", "--quiet", path, image])
    }
}
