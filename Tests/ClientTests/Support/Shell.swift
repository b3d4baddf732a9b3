// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// Runs other programs to their end.
enum Shell {
    /// What a program left behind.
    struct Outcome: Sendable, CustomStringConvertible {
        var command: String
        var status: Int32
        var output: String
        var errors: String

        var description: String { "\(command)\nended with \(status)\n\(output)\(errors)" }
        /// Output without the line end.
        var line: String { output.trimmingCharacters(in: .whitespacesAndNewlines) }

        /// Reads the output as JSON.
        func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            do {
                return try JSONDecoder().decode(type, from: Data(output.utf8))
            } catch {
                throw Failed(outcome: self, reason: "\(error)")
            }
        }
    }

    struct Failed: Error, CustomStringConvertible {
        let outcome: Outcome
        var reason = ""
        var description: String { "\(outcome)\(reason)" }
    }

    /// Runs a program; one that takes longer than the limit is killed and ends with 137.
    static func run(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        directory: String? = nil,
        input: String? = nil,
        within limit: Duration = .seconds(120)
    ) async throws -> Outcome {
        let files = try TemporaryDirectory()
        let child = try ChildProcess(
            program,
            arguments,
            environment: environment,
            directory: directory,
            input: input,
            output: "\(files.path)/out",
            errors: "\(files.path)/err"
        )
        let status = await child.status(within: limit)
        return Outcome(
            command: ([program] + arguments).joined(separator: " "),
            status: status,
            output: try text(of: "\(files.path)/out"),
            errors: try text(of: "\(files.path)/err")
        )
    }

    /// Runs a program that must succeed.
    @discardableResult
    static func succeed(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String] = [:],
        directory: String? = nil,
        input: String? = nil,
        within limit: Duration = .seconds(120)
    ) async throws -> Outcome {
        let outcome = try await run(
            program,
            arguments,
            environment: environment,
            directory: directory,
            input: input,
            within: limit
        )
        guard outcome.status == 0 else { throw Failed(outcome: outcome) }
        return outcome
    }

    static func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
}

/// Waits until something is so, looking again and again; gives up after the limit.
func eventually(within limit: Duration, _ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(20))
    }
    return true
}
