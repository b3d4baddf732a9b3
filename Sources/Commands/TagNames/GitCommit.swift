// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A commit: its whole hash, and when it was committed.
struct GitCommit: Equatable, Sendable {
    let hash: String
    let time: Timestamp

    init(hash: String, time: Timestamp) {
        self.hash = hash
        self.time = time
    }

    /// Reads a hash and the seconds since 1970 with a blank between them.
    init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        // Beyond the year 9999 the time no longer has fourteen digits.
        guard parts.count == 2, [40, 64].contains(parts[0].utf8.count), let seconds = Int64(parts[1]),
            (0..<253_402_300_800).contains(seconds),
            parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.init(hash: String(parts[0]), time: Timestamp(microseconds: seconds * 1_000_000))
    }
}
