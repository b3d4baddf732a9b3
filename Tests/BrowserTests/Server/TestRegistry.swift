// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The registry as its own process, filled by `serve --demo`, with users.
///
/// ann approves, bob pushes, eve pulls; nobody else may do anything.
final class TestRegistry: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    struct Answer: Sendable {
        var status: Int
        var body: Data

        var text: String { String(decoding: body, as: UTF8.self) }

        func json() throws -> JSON { try JSONDecoder().decode(JSON.self, from: body) }
    }

    let url: String

    private init(url: String) {
        self.url = url
    }

    static func password(of user: String) -> String { "\(user) and a long password" }

    /// Runs a registry for as long as the body takes; it must start, compare what is held, and stop cleanly.
    static func run(in directory: String, _ body: (TestRegistry) async throws -> Void) async throws {
        let data = "\(directory)/data"
        let log = "\(directory)/holdfast.log"
        try configuration.write(toFile: "\(directory)/holdfast.yaml", atomically: true, encoding: .utf8)
        for user in ["ann", "bob", "eve"] { try await add(user, data: data, in: directory) }
        let program = try Program(
            [
                holdfast, "serve", "--demo", "--listen", "127.0.0.1:0", "--data", data,
                "--config", "\(directory)/holdfast.yaml",
            ],
            errors: log
        )
        do {
            let registry = TestRegistry(url: try await url(of: program, log: log))
            try await registry.waitForComparisons()
            try await body(registry)
        } catch {
            program.signal(SIGKILL)
            throw error
        }
        program.signal(SIGTERM)
        let status = await program.status()
        guard status == 0 else {
            throw Program.Failure(description: "the registry stopped with \(status): \(text(of: log))")
        }
    }

    func send(
        _ method: Method,
        _ path: String,
        as user: String,
        headers: [String: String] = [:],
        body: [UInt8]? = nil
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : url + path)
        request.method = HTTPMethod(rawValue: method.rawValue)
        request.setBasicAuth(username: user, password: Self.password(of: user))
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 16 << 20)
        return Answer(status: Int(response.status.code), body: Data(bytes.readableBytesView))
    }

    /// The number of the open hold of a tag.
    func hold(of name: String) async throws -> Int {
        let holds = try await send(.get, "/api/v1/holds?state=open", as: "ann").json()["holds"].list
        let found = holds.first { "\($0["repository"].text ?? ""):\($0["tag"].text ?? "")" == name }
        guard let number = found?["id"].number else { throw Program.Failure(description: "\(name): no hold is open") }
        return Int(number)
    }

    /// What became of a hold.
    func state(of hold: Int) async throws -> String {
        try await send(.get, "/api/v1/holds/\(hold)", as: "ann").json()["holds"][0]["state"].text ?? "?"
    }

    /// Waits until every open hold has been compared.
    func waitForComparisons() async throws {
        let holds = try await send(.get, "/api/v1/holds?state=open", as: "ann").json()["holds"].list
        let deadline = ContinuousClock.now + DevTools.patience
        for hold in holds.compactMap({ $0["id"].number.map { Int($0) } }) {
            while true {
                let answer = try await send(.get, "/api/v1/holds/\(hold)/diff", as: "ann")
                if answer.status == 200 { break }
                guard answer.status == 202, ContinuousClock.now < deadline else {
                    throw Program.Failure(description: "hold \(hold): \(answer.status) \(answer.text)")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}

extension TestRegistry {
    private static let configuration = """
        access:
          - users: ["ann"]
            can: [pull, push, delete, approve, admin]
          - users: ["bob"]
            can: [pull, push]
          - users: ["eve"]
            can: [pull]

        """

    /// The program under test: HOLDFAST_BIN, else the one that was built together with these tests.
    private static let holdfast: String = {
        if let named = ProcessInfo.processInfo.environment["HOLDFAST_BIN"] { return named }
        let tests = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appendingPathComponent("holdfast").path
    }()

    private static func add(_ user: String, data: String, in directory: String) async throws {
        let input = "\(directory)/password"
        try "\(password(of: user))\n".write(toFile: input, atomically: true, encoding: .utf8)
        let errors = "\(directory)/user.log"
        let program = try Program(
            [holdfast, "user", "add", user, "--password-stdin", "--data", data],
            input: input,
            errors: errors
        )
        guard await program.status() == 0 else {
            throw Program.Failure(description: "user \(user): \(text(of: errors))")
        }
    }

    private static func url(of program: Program, log: String) async throws -> String {
        let deadline = ContinuousClock.now + DevTools.patience
        while true {
            let lines = text(of: log).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix("holdfast: ready at ") }) {
                return String(line.split(separator: " ")[3])
            }
            guard program.isRunning, ContinuousClock.now < deadline else {
                throw Program.Failure(description: "the registry is not ready: \(text(of: log))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private static func text(of file: String) -> String {
        FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
