// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Synchronization

/// The registry as its own process, with its data in a directory of its own.
final class RegistryProcess: Sendable {
    private struct State {
        var child: ChildProcess?
        var port = 0
        var url = ""
        var starts = 0
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let directory: TemporaryDirectory
    let data: String
    let configuration: String
    private let host: String
    private let state = Mutex(State())

    private init(host: String, data: String?) throws {
        self.host = host
        directory = try TemporaryDirectory()
        self.data = data ?? "\(directory.path)/data"
        configuration = "\(directory.path)/holdfast.yaml"
    }

    /// Runs a registry for as long as the body takes; at the end it must stop cleanly.
    ///
    /// `DIR` in the text of the configuration stands for the registry's directory. Without users everybody may do
    /// everything. What `prepare` does, it does before the start.
    static func run(
        configuration: String = "",
        users: [(name: String, password: String)] = [],
        host: String = "127.0.0.1",
        data: String? = nil,
        prepare: (RegistryProcess) async throws -> Void = { _ in },
        _ body: (RegistryProcess) async throws -> Void
    ) async throws {
        let registry = try RegistryProcess(host: host, data: data)
        try registry.configure(configuration)
        for user in users { try await registry.addUser(user.name, password: user.password) }
        try await prepare(registry)
        try await registry.start()
        do {
            try await body(registry)
        } catch {
            await registry.kill()
            throw error
        }
        if registry.isRunning { try await registry.stop() }
    }

    /// Where it can be reached, as in `127.0.0.1:40123`.
    var authority: String { state.withLock { "127.0.0.1:\($0.port)" } }
    var url: String { state.withLock { $0.url.replacing("0.0.0.0", with: "127.0.0.1") } }
    var isRunning: Bool { state.withLock { $0.child?.isRunning ?? false } }

    /// Everything it said since the last start.
    var log: String {
        get throws { try Shell.text(of: state.withLock { logFile($0.starts) }) }
    }

    func configure(_ text: String) throws {
        try Data(text.replacing("DIR", with: directory.path).utf8).write(to: URL(fileURLWithPath: configuration))
    }

    /// The most memory that it had so far, in bytes, since the last start.
    func peakMemory() throws -> Int {
        guard let child = state.withLock({ $0.child }) else { return 0 }
        let line = try Shell.text(of: "/proc/\(child.identifier)/status").split(separator: "\n").first {
            $0.hasPrefix("VmHWM:")
        }
        return 1_024 * (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
    }

    func addUser(_ name: String, password: String) async throws {
        try await Shell.succeed(
            Machine.holdfast,
            ["user", "add", name, "--password-stdin", "--data", data],
            input: "\(password)\n"
        )
    }

    /// Runs the command line against this registry.
    func holdfast(_ arguments: String..., input: String? = nil) async throws -> Shell.Outcome {
        try await holdfast(arguments, input: input)
    }

    func holdfast(_ arguments: [String], input: String? = nil) async throws -> Shell.Outcome {
        try await Shell.run(
            Machine.holdfast,
            arguments,
            environment: ["HOLDFAST_SERVER": url, "HOME": directory.path, "NO_COLOR": "1"],
            directory: directory.path,
            input: input
        )
    }
}

// MARK: - Life and death

extension RegistryProcess {
    /// Starts it, the second time on the same port as the first.
    func start(environment: [String: String] = [:]) async throws {
        let (port, log) = state.withLock { state in
            state.starts += 1
            return (state.port, logFile(state.starts))
        }
        let child = try ChildProcess(
            Machine.holdfast,
            ["serve", "--listen", "\(host):\(port)", "--data", data, "--config", configuration],
            environment: environment,
            directory: directory.path,
            output: "\(log).out",
            errors: log
        )
        state.withLock { $0.child = child }
        let isReady = try await eventually(within: .seconds(60)) {
            if let url = try Self.readyURL(in: Shell.text(of: log)) {
                state.withLock { state in
                    state.url = url
                    state.port = url.split(separator: ":").last.flatMap { Int($0) } ?? 0
                }
                return true
            }
            guard child.isRunning else { throw Failure(description: "it ended: \(try Shell.text(of: log))") }
            return false
        }
        guard isReady else { throw Failure(description: "it is not ready: \(try Shell.text(of: log))") }
    }

    /// Asks it to stop, and makes sure that it does so with 0.
    func stop() async throws {
        guard let child = state.withLock({ $0.child }) else { return }
        child.signal(SIGTERM)
        let status = await child.status(within: .seconds(60))
        guard status == 0 else { throw Failure(description: "it stopped with \(status): \(try log)") }
    }

    /// Kills it, as a power cut would.
    func kill() async {
        guard let child = state.withLock({ $0.child }) else { return }
        child.signal(SIGKILL)
        _ = await child.status(within: .seconds(60))
    }

    func signal(_ number: Int32) {
        state.withLock { $0.child }?.signal(number)
    }

    /// The exit status, once it has ended.
    func status(within limit: Duration) async -> Int32? {
        await state.withLock { $0.child }?.status(within: limit)
    }

    private func logFile(_ start: Int) -> String { "\(directory.path)/log-\(start)" }

    private static func readyURL(in log: String) -> String? {
        guard let start = log.firstRange(of: "holdfast: ready at "), log.hasSuffix("\n") else { return nil }
        return log[start.upperBound...].split(separator: " ").first.map { String($0) }
    }
}
