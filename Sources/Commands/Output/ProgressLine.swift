// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import Synchronization

/// One line on a terminal that tells how far long work has come, in bytes and in things.
///
/// Nothing is drawn for the first moments, nor when nobody watches.
final class ProgressLine: Sendable {
    private static let patience = Duration.milliseconds(300)
    private static let interval = Duration.milliseconds(100)
    private static let width = 24

    private let surroundings: Surroundings
    private let progress: TransferProgress
    private let noun: String
    private let isDrawn = Mutex(false)

    private init(surroundings: Surroundings, progress: TransferProgress, noun: String) {
        self.surroundings = surroundings
        self.progress = progress
        self.noun = noun
    }

    /// Does work and shows how far it is, on the terminal that talk goes to; the line is gone when the work is done.
    ///
    /// The noun says what the work goes through, such as `layer`; the body reports to the account it is given.
    static func showing<Result>(
        _ noun: String,
        volume: Console.Volume,
        _ body: (TransferProgress) async throws -> Result
    ) async throws -> Result {
        let surroundings = Surroundings.current
        let progress = TransferProgress()
        let isTerminal = surroundings.talk.isTerminal && surroundings.variable("TERM") != "dumb"
        guard volume == .normal, isTerminal else { return try await body(progress) }
        let line = ProgressLine(surroundings: surroundings, progress: progress, noun: noun)
        // Ends with this function, which cancels it and waits for it.
        async let _: Void = line.draw()
        let result: Result
        do {
            result = try await body(progress)
        } catch {
            line.wipe()
            throw error
        }
        line.wipe()
        return result
    }

    private func draw() async {
        var pause = Self.patience
        while true {
            do {
                try await Task.sleep(for: pause)
            } catch {
                return wipe()
            }
            pause = Self.interval
            guard progress.state.blobsTotal > 0 else { continue }
            isDrawn.withLock { $0 = true }
            write("\r\(text(progress.state))\u{1b}[K")
        }
    }

    private func wipe() {
        let wasDrawn = isDrawn.withLock { isDrawn in
            defer { isDrawn = false }
            return isDrawn
        }
        if wasDrawn { write("\r\u{1b}[K") }
    }

    private func text(_ state: TransferProgress.State) -> String {
        let (done, total) =
            state.bytesTotal > 0
            ? (Double(state.bytesDone), Double(state.bytesTotal)) : (Double(state.blobsDone), Double(state.blobsTotal))
        let share = total > 0 ? min(1, done / total) : 0
        let filled = max(0, Int(share * Double(Self.width)))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: Self.width - filled)
        let things = "\(state.blobsDone) of \(Quantity.count(state.blobsTotal, noun))"
        guard state.bytesTotal > 0 else { return "[\(bar)] \(things)" }
        let bytes = "\(Quantity.bytes(state.bytesDone)) of \(Quantity.bytes(state.bytesTotal))"
        return "[\(bar)] \(bytes), \(things)"
    }

    private func write(_ text: String) {
        // Losing the error is right: this is decoration, and what matters is written elsewhere.
        try? surroundings.talk.write(Array(text.utf8))
    }
}
