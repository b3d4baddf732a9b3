// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Builds a log in memory, makes and verifies proofs of it, and prints one line of JSON; any wrong proof ends the run.
@main
enum Logload {
    private static let usage = "usage: logload [--entries N] [--proofs N] [--seed N]"

    static func main() {
        do {
            print(try run(CommandLine.arguments.dropFirst()).json)
        } catch {
            let message = "logload: \(error)\n"
            write(STDERR_FILENO, message, message.utf8.count)
            exit(1)
        }
    }

    private static func run(_ arguments: ArraySlice<String>) throws -> Figures {
        var values = ["--entries": 1_000_000, "--proofs": 10_000, "--seed": 1]
        var rest = arguments
        while let name = rest.popFirst() {
            guard values[name] != nil else { throw LoadError("unknown option \(name)\n\(usage)") }
            guard let value = rest.popFirst().flatMap({ Int($0) }), value > 0 else {
                throw LoadError("\(name) needs a number above zero")
            }
            values[name] = value
        }
        guard let entries = values["--entries"], let proofs = values["--proofs"], let seed = values["--seed"] else {
            throw LoadError(usage)
        }
        return try ProofLoad(entries: Int64(entries), proofs: proofs, seed: UInt64(seed)).run()
    }
}
