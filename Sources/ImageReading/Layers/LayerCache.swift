// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff
public import OCIModel
import Synchronization

/// What layers hold, by the digests of their blobs, so that a layer that many images share is read once.
///
/// What was used longest ago goes first. Content never changes, so nothing gets stale.
public final class LayerCache: Sendable {
    private struct Entry {
        var contents: LayerContents
        var cost: Int
        var lastUse: Int
    }

    private struct State {
        var entries: [Digest: Entry] = [:]
        var cost = 0
        var clock = 0
    }

    /// About what an entry of a layer takes in memory, with its name.
    private static let memberCost = 200

    private let limit: Int
    private let state = Mutex(State())

    /// Creates an empty cache.
    ///
    /// - Parameter bytes: About how much memory it may take.
    public init(bytes: Int) {
        self.limit = bytes
    }

    /// What a layer holds, if that is known and the layer is as long as its manifest says.
    ///
    /// One of another length must be read, and found not to be what was promised.
    public func contents(of layer: Descriptor) -> LayerContents? {
        state.withLock { state in
            state.clock += 1
            guard let contents = state.entries[layer.digest]?.contents, contents.compressedSize == layer.size else {
                return nil
            }
            state.entries[layer.digest]?.lastUse = state.clock
            return contents
        }
    }

    /// Keeps what a layer holds, unless that alone is too much; other layers may go for it.
    public func keep(_ contents: LayerContents) {
        let cost = Self.cost(of: contents)
        guard cost <= limit else { return }
        state.withLock { state in
            state.clock += 1
            let entry = Entry(contents: contents, cost: cost, lastUse: state.clock)
            let replaced = state.entries.updateValue(entry, forKey: contents.blob)
            state.cost += cost - (replaced?.cost ?? 0)
            while state.cost > limit, let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                state.entries[oldest.key] = nil
                state.cost -= oldest.value.cost
            }
        }
    }

    private static func cost(of contents: LayerContents) -> Int {
        4_096 + contents.members.count * memberCost + contents.captured.values.reduce(0) { $0 + $1.count }
    }
}
