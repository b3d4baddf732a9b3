// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import TagLog

/// A witness as its own process.
struct WitnessProcess {
    private let child: ChildProcess
    let url: String
    let key: NoteKey

    /// Starts a witness for logs, on a port that the system picks.
    static func start(in directory: TemporaryDirectory, logs: [String]) async throws -> WitnessProcess {
        let output = "\(directory.path)/witness.out"
        let errors = "\(directory.path)/witness.err"
        let child = try ChildProcess(
            Machine.holdfast,
            ["log", "witness", "--listen", "127.0.0.1:0", "--data", "\(directory.path)/witness"]
                + logs.flatMap { ["--log", $0] },
            output: output,
            errors: errors
        )
        let isReady = try await eventually(within: .seconds(60)) {
            guard child.isRunning else { return true }
            return try Shell.text(of: errors).hasSuffix("\n")
        }
        let said = try Shell.text(of: errors)
        guard isReady, child.isRunning, let url = said.split(whereSeparator: \.isWhitespace).last else {
            throw ChildProcess.Failure(operation: "log witness", reason: said)
        }
        let key = try Shell.text(of: output).trimmingCharacters(in: .whitespacesAndNewlines)
        return WitnessProcess(child: child, url: String(url), key: try NoteKey(key))
    }

    /// Ends it by a signal and gives the exit status.
    func end(by signal: Int32) async -> Int32 {
        child.signal(signal)
        return await child.status(within: .seconds(60))
    }
}
