// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// Debian's notary-server on plain HTTP, with its data in memory, and the publisher's notary beside it.
struct NotaryServer {
    struct Failure: Error {
        let log: String
    }

    /// Where it can be reached, as in `http://127.0.0.1:40123`.
    let url: String
    /// The publisher's keys and cache.
    let trust: String
    private let process: ChildProcess
    private let directory: TemporaryDirectory

    private static let passphrases = Dictionary(
        uniqueKeysWithValues: ["ROOT", "TARGETS", "SNAPSHOT", "DELEGATION"].map {
            ("NOTARY_\($0)_PASSPHRASE", "a passphrase of a test")
        }
    )

    /// Lends a server that is ready, and stops it.
    static func run(_ body: (NotaryServer) async throws -> Void) async throws {
        let directory = try TemporaryDirectory()
        let configuration = try directory.write(
            "server.json",
            """
            {"server":{"http_addr":"127.0.0.1:0"},
            "trust_service":{"type":"local","hostname":"","port":"","key_algorithm":"ecdsa"},
            "logging":{"level":"error"},"storage":{"backend":"memory"}}
            """
        )
        let log = "\(directory.path)/log"
        let process = try ChildProcess("notary-server", ["-config", configuration], output: "\(log).out", errors: log)
        // It does not say which port it was given.
        var port: Int?
        let isReady = try await eventually(within: .seconds(60)) {
            guard process.isRunning else { throw Failure(log: try Shell.text(of: log)) }
            port = try listeningPort(of: process.identifier)
            return port != nil
        }
        guard isReady, let port else { throw Failure(log: try Shell.text(of: log)) }
        let server = NotaryServer(
            url: "http://127.0.0.1:\(port)",
            trust: try directory.directory("trust"),
            process: process,
            directory: directory
        )
        do {
            try await body(server)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func stop() async {
        process.signal(SIGKILL)
        _ = await process.status(within: .seconds(30))
    }

    /// Runs the publisher's program.
    @discardableResult
    func notary(_ arguments: String...) async throws -> Shell.Outcome {
        try await notary(arguments)
    }

    @discardableResult
    func notary(_ arguments: [String]) async throws -> Shell.Outcome {
        try await Shell.succeed(
            "notary",
            ["-s", url, "-d", trust] + arguments,
            environment: Self.passphrases.merging(["HOME": directory.path]) { $1 },
            directory: directory.path
        )
    }

    /// Makes a key and a certificate for it, as those who sign under a delegation have them.
    func makeDelegationKey(_ name: String, _ kind: [String]) async throws -> (key: String, certificate: String) {
        let (key, certificate) = ("\(directory.path)/\(name).key", "\(directory.path)/\(name).crt")
        try await Shell.succeed(
            "openssl",
            ["req", "-x509", "-newkey"] + kind
                + ["-nodes", "-keyout", key, "-out", certificate, "-subj", "/CN=\(name)", "-days", "30"]
        )
        return (key, certificate)
    }

    /// The port that a process listens on, as the system knows it; nil while there is none.
    private static func listeningPort(of process: pid_t) throws -> Int? {
        // A program inherits the listening sockets of the tests that run beside this one.
        let sockets = try sockets(of: "\(process)").subtracting(sockets(of: "self"))
        for line in try Shell.text(of: "/proc/net/tcp").split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ")
            guard fields.count > 9, fields[3] == "0A", sockets.contains(String(fields[9])) else { continue }
            return fields[1].split(separator: ":").last.flatMap { Int($0, radix: 16) }
        }
        return nil
    }

    /// The inodes of the sockets that a process has open.
    private static func sockets(of process: String) throws -> Set<String> {
        let folder = "/proc/\(process)/fd"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return Set(
            names.compactMap { name -> String? in
                // Losing the error is right: a descriptor that is gone is no socket that is listened on.
                guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\(name)"),
                    target.hasPrefix("socket:[")
                else { return nil }
                return String(target.dropFirst(8).dropLast())
            }
        )
    }
}
