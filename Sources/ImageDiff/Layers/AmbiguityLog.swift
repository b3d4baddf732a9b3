// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Collects ambiguities, and of each kind only so many: a layer can be made of nothing else.
struct AmbiguityLog {
    private(set) var ambiguities: [Ambiguity] = []
    private var counts: [Ambiguity.Kind: Int] = [:]
    private var unlisted: Set<Ambiguity.Kind> = []

    /// The most of each kind that are kept.
    static let maximum = 10_000

    /// Tells whether one more of a kind is kept: if not, its path need not be put together, and the log says that it is
    /// not complete.
    mutating func hasRoom(for kind: Ambiguity.Kind, in layer: Int) -> Bool {
        guard counts[kind, default: 0] >= Self.maximum else { return true }
        // Parents that no layer names are all alike: none of them hides anything.
        if kind != .implicitParent, unlisted.insert(kind).inserted {
            let detail = "more than \(Self.maximum) of kind \(kind.rawValue)"
            ambiguities.append(Ambiguity(kind: .unlisted, path: "/", layer: layer, detail: detail))
        }
        return false
    }

    mutating func add(_ ambiguity: Ambiguity) {
        guard hasRoom(for: ambiguity.kind, in: ambiguity.layer) else { return }
        counts[ambiguity.kind, default: 0] += 1
        ambiguities.append(ambiguity)
    }
}
