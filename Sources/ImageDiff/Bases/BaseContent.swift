// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The layers of an image and, where they were read, its settings and history.
public struct BaseContent: Hashable, Sendable {
    /// The digests of the uncompressed layers, base first.
    public var layers: [Digest]
    /// The configuration; nil where it was not read.
    public var config: ImageConfig?

    /// Creates content of layers.
    public init(layers: [Digest], config: ImageConfig? = nil) {
        self.layers = layers
        self.config = config
    }

    /// Creates the content of a configuration.
    public init(_ config: ImageConfig) {
        self.init(layers: config.diffIDs, config: config)
    }

    /// Tells whether the lowest layers are all those of another image, of which some hold something.
    ///
    /// Layers without content are the same in unrelated images.
    public func begins(with other: BaseContent) -> Bool {
        other.isEvidence(upTo: other.layers.count) && layers.starts(with: other.layers)
    }

    /// How many of the lowest layers are those of another image; 0 if they hold nothing.
    func countShared(with other: BaseContent) -> Int {
        let count = zip(layers, other.layers).prefix { $0 == $1 }.count
        return isEvidence(upTo: count) ? count : 0
    }

    /// Tells whether some of the lowest layers hold something.
    func isEvidence(upTo depth: Int) -> Bool {
        layers.prefix(depth).contains { $0 != ImageConfig.emptyLayer }
    }
}
