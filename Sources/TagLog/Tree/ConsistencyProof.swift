// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The hashes that show that a tree grew out of an earlier one (RFC 9162, section 2.1.4).
///
/// What it proves is only as good as the roots: compare two that the log signed.
public struct ConsistencyProof: Hashable, Sendable {
    /// The number of entries of the earlier tree.
    public let from: Int64
    /// The number of entries of the later tree.
    public let to: Int64
    /// The hashes, as the RFC orders them.
    public let hashes: [LogHash]

    /// Takes what somebody says is a proof; ``verifies(fromRoot:toRoot:)`` tells whether it is one.
    public init(from: Int64, to: Int64, hashes: [LogHash]) {
        self.from = from
        self.to = to
        self.hashes = hashes
    }

    /// Tells whether the later tree begins with all entries of the earlier one.
    ///
    /// Every tree grew out of the one without entries, whose root is ``LogHash/empty``, and that takes no hash. The cost
    /// is two hashes for each of the proof's, of which there are at most 63.
    public func verifies(fromRoot: LogHash, toRoot: LogHash) -> Bool {
        guard LogTree.isSize(to), from >= 0, from <= to else { return false }
        guard from < to else { return hashes.isEmpty && fromRoot == toRoot && (to > 0 || toRoot == .empty) }
        guard from > 0 else { return hashes.isEmpty && fromRoot == .empty }
        guard let roots = roots(above: fromRoot) else { return false }
        return roots.from == fromRoot && roots.to == toRoot
    }

    /// The roots of both trees as the proof has them; nil when no two trees of these sizes have a proof of this form.
    private func roots(above fromRoot: LogHash) -> (from: LogHash, to: LogHash)? {
        // The root of a perfect earlier tree is itself a node of the later one, and left out of the proof.
        var rest = hashes[...]
        guard let seed = from & (from - 1) == 0 ? fromRoot : rest.popFirst() else { return nil }
        var position = from - 1
        var last = to - 1
        while position & 1 == 1 {
            position >>= 1
            last >>= 1
        }
        var roots = (from: seed, to: seed)
        for hash in rest {
            guard last > 0 else { return nil }
            if position & 1 == 1 || position == last {
                roots = (.node(hash, roots.from), .node(hash, roots.to))
                while position & 1 == 0, position != 0 {
                    position >>= 1
                    last >>= 1
                }
            } else {
                roots.to = .node(roots.to, hash)
            }
            position >>= 1
            last >>= 1
        }
        return last == 0 ? roots : nil
    }
}
