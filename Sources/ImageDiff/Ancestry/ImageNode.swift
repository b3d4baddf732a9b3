// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An image for one platform in a graph of images.
public struct ImageNode: Sendable {
    /// What an image says about the image it was built on.
    public struct BaseClaim: Hashable, Sendable {
        /// The digest of a manifest or index, from `org.opencontainers.image.base.digest`.
        public var digest: Digest?
        /// The reference, from `org.opencontainers.image.base.name`.
        public var name: String?

        /// Creates a claim.
        public init(digest: Digest? = nil, name: String? = nil) {
            self.digest = digest
            self.name = name
        }

        /// Reads the claim of a manifest's or index's annotations or of a configuration's labels; nil if there is none.
        public init?(annotations: [String: String]) {
            self.name = annotations["org.opencontainers.image.base.name"]
            // What is no digest claims nothing that could be looked up.
            self.digest = annotations["org.opencontainers.image.base.digest"].flatMap { try? Digest($0) }
            if name == nil, digest == nil { return nil }
        }
    }

    /// The manifest's digest, which names the node.
    public var digest: Digest
    /// The references that lead to it.
    public var references: [String]
    /// The platform.
    public var platform: Platform
    /// The layers, if they are known one by one.
    public var chain: ImageChain
    /// How many layers there are.
    public var layerCount: Int
    /// What made the layers.
    public var history: [ImageConfig.HistoryEntry]
    /// The digests of indexes that list it.
    public var indexes: [Digest]
    /// What it says about its base.
    public var base: BaseClaim?
    /// The digests of images that its provenance says were used.
    public var materials: [Digest]
    /// Where more about it can be read: a path or an address of the web.
    public var link: String?

    /// Creates a node.
    public init(
        digest: Digest,
        references: [String] = [],
        platform: Platform,
        chain: ImageChain,
        history: [ImageConfig.HistoryEntry] = [],
        indexes: [Digest] = [],
        base: BaseClaim? = nil,
        materials: [Digest] = [],
        link: String? = nil
    ) {
        self.digest = digest
        self.references = references
        self.platform = platform
        self.chain = chain
        self.layerCount = chain.diffIDs.count
        self.history = history
        self.indexes = indexes
        self.base = base
        self.materials = materials
        self.link = link
    }

    /// Creates a node of a graph whose edges are known, such as one that a server looked up.
    public init(digest: Digest, references: [String], platform: Platform, layerCount: Int) {
        self.init(digest: digest, references: references, platform: platform, chain: ImageChain())
        self.layerCount = layerCount
    }

    /// Creates a node from a configuration.
    public init(digest: Digest, references: [String] = [], config: ImageConfig, base: BaseClaim? = nil) {
        self.init(
            digest: digest,
            references: references,
            platform: config.platform,
            chain: ImageChain(config),
            history: config.history,
            base: base ?? BaseClaim(annotations: config.execution.labels)
        )
    }
}
