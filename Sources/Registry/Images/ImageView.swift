// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Storage

/// What the registry knows of a manifest, for a person who looks at it.
public struct ImageView: Sendable {
    /// What a manifest is.
    public enum Content: Sendable {
        /// A list of manifests, such as an image for several platforms.
        case index([Listing])
        /// An image for one platform, with the images the registry knows that it begins with, the largest first.
        case image(ImageConfig, bases: [KnownBase])
        /// An image whose configuration cannot be read, and why.
        case unreadable(String)
        /// Something else that is kept as a manifest: a signature, a chart, a statement.
        case artifact
    }

    /// An entry of an index.
    public struct Listing: Sendable {
        /// The entry as the index has it; foreign text.
        public var descriptor: Descriptor
        /// The bytes of configuration and layers together; nil where that is not known.
        public var size: Int64?
    }

    /// An index with the tags that mean it.
    public struct NamedIndex: Sendable {
        /// The index.
        public var digest: Digest
        /// The tags that mean it now.
        public var tags: [Tag]
    }

    /// The repository.
    public var repository: RepositoryName
    /// The digest.
    public var digest: Digest
    /// The manifest with its bytes.
    public var manifest: Manifest
    /// What the registry has noted of it.
    public var record: ManifestRecord
    /// What it is.
    public var content: Content
    /// The tags that mean it now; at most ``maximumNames``.
    public var tags: [Tag]
    /// The tags that once meant it and do no more; at most ``maximumNames``.
    public var formerTags: [Tag]
    /// The indexes of the repository that list it; at most ``maximumIndexes``.
    public var indexes: [NamedIndex]
    /// The open holds that offer it.
    public var holds: [Int64]
    /// The manifests that refer to it; at most ``maximumReferrers``.
    public var referrers: [ManifestRecord]
    /// Tells whether there are more.
    public var hasMoreReferrers: Bool
    /// The tags that signers derive from its digest.
    public var companionTags: [Tag]
    /// When it was last pulled, if ever.
    public var lastPulledAt: Timestamp?

    /// The most tags of one kind.
    public static let maximumNames = 100
    /// The most indexes.
    public static let maximumIndexes = 20
    /// The most referrers.
    public static let maximumReferrers = 100
    /// The most entries of an index whose size is looked up.
    public static let maximumSizes = 100

    /// The bytes of configuration and layers together, which is what a client without any of them pulls.
    public var size: Int64 { manifest.pulledSize }
}

extension Manifest {
    /// The bytes of configuration and layers together, each blob once.
    var pulledSize: Int64 {
        blobs.reduce(0) { sum, blob in
            let (total, overflow) = sum.addingReportingOverflow(blob.size)
            return overflow ? .max : total
        }
    }
}
