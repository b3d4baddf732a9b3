// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The steps of an image's making, each with the layer it made.
///
/// A history is what the maker says; it fits if as many steps say that they made a layer as there are layers. Images
/// that were squashed, changed by tools or made without a builder have histories that do not fit.
public struct LayerHistory: Sendable {
    /// A layer with its sizes.
    public struct Layer: Hashable, Sendable {
        /// Its number, counted from 0.
        public var index: Int
        /// The digest of the uncompressed layer; nil if the configuration names fewer layers.
        public var diffID: Digest?
        /// The digest of the blob.
        public var digest: Digest
        /// The bytes of the blob.
        public var size: Int64
    }

    /// A step.
    public struct Step: Hashable, Sendable {
        /// What ran; nil if that is not known.
        public var history: ImageConfig.HistoryEntry?
        /// The layer it made; nil if it made none.
        public var layer: Layer?
    }

    /// The steps, base first; if the history cannot be used, the layers alone.
    public let steps: [Step]
    /// Why the history cannot be used; nil if it fits.
    public let problem: String?

    /// Pairs a history with layers.
    ///
    /// - Parameters:
    ///   - config: The configuration, with history and DiffIDs.
    ///   - layers: The manifest's layers.
    public init(_ config: ImageConfig, layers: [Descriptor]) {
        var remaining = layers.enumerated().map { index, descriptor in
            Layer(
                index: index,
                diffID: index < config.diffIDs.count ? config.diffIDs[index] : nil,
                digest: descriptor.digest,
                size: descriptor.size
            )
        }[...]
        let problem = Self.problem(config, layers: layers.count)
        self.problem = problem
        self.steps =
            problem == nil
            ? config.history.map { Step(history: $0, layer: $0.isEmptyLayer ? nil : remaining.popFirst()) }
            : remaining.map { Step(history: nil, layer: $0) }
    }

    private static func problem(_ config: ImageConfig, layers: Int) -> String? {
        if config.diffIDs.count != layers {
            return "layers that the configuration names: \(config.diffIDs.count); layers of the manifest: \(layers)"
        }
        if config.history.isEmpty { return layers == 0 ? nil : "the image has no history" }
        let steps = config.history.count { !$0.isEmptyLayer }
        return steps == layers ? nil : "layers that the history names: \(steps); layers that there are: \(layers)"
    }
}
