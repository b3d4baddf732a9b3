// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Collects ambiguities, and of each kind only so many: a layer can be made of nothing else.
struct AmbiguityLog {
    private(set) var ambiguities: [Ambiguity] = []
    private var counts: [Ambiguity.Kind: Int] = [:]

    /// The most of each kind that are kept.
    static let maximum = 10_000

    /// Tells whether one more of a kind is kept: if not, its path need not be put together.
    func hasRoom(for kind: Ambiguity.Kind) -> Bool { counts[kind, default: 0] < Self.maximum }

    mutating func add(_ ambiguity: Ambiguity) {
        guard hasRoom(for: ambiguity.kind) else { return }
        counts[ambiguity.kind, default: 0] += 1
        ambiguities.append(ambiguity)
    }
}
