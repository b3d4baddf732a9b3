// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

/// What happened in a repository: tags that move from one image to the next, as continuous builds move them.
///
/// Each entry follows from its index alone, so a million need not be kept.
struct History {
    /// The tag moves once in so many entries.
    private static let tags: Int64 = 40
    private static let start: Int64 = 1_700_000_000

    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
    }

    /// The entry of an index, with all members that the move of a tag has.
    func entry(_ index: Int64) throws -> LogEntry {
        let before = index - Self.tags
        var entry = LogEntry(
            index: index,
            time: Timestamp(microseconds: (Self.start + index * 97) * 1_000_000 + index % 1_000_000),
            event: before < 0 ? "created" : "moved",
            tag: try Tag("release-\(index % Self.tags).x"),
            digest: digest(index),
            previous: before < 0 ? nil : digest(before),
            previousIndex: before < 0 ? nil : before,
            actor: "ci-\(index % 7)@build.example.com",
            reason: index % 3 == 0 ? "change window of release \(index / Self.tags), ticket OPS-\(index)" : nil
        )
        entry.mediaType = "application/vnd.oci.image.index.v1+json"
        entry.size = 1_400 + index % 900
        return entry
    }

    private func digest(_ index: Int64) -> Digest {
        var chance = Chance(seed: seed &+ UInt64(index) &* 4)
        return Digest(algorithm: .sha256, hash: chance.bytes(32))
    }
}
