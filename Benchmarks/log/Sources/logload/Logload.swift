// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Builds a log in memory, makes and verifies proofs of it, signs images and verifies their signatures, and prints one line
/// of JSON; any wrong proof or signature ends the run.
@main
enum Logload {
    private static let usage = "usage: logload [--entries N] [--proofs N] [--images N] [--seed N]"

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
        var values = ["--entries": 1_000_000, "--proofs": 10_000, "--images": 1_000, "--seed": 1]
        var rest = arguments
        while let name = rest.popFirst() {
            guard values[name] != nil else { throw LoadError("unknown option \(name)\n\(usage)") }
            guard let value = rest.popFirst().flatMap({ Int($0) }), value > 0 else {
                throw LoadError("\(name) needs a number above zero")
            }
            values[name] = value
        }
        guard let entries = values["--entries"], let proofs = values["--proofs"], let images = values["--images"],
            let seed = values["--seed"].map(UInt64.init)
        else { throw LoadError(usage) }
        var figures = try ProofLoad(entries: Int64(entries), proofs: proofs, seed: seed).run()
        try SignatureLoad(images: images, seed: seed).measure(into: &figures)
        return figures
    }
}
