// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension LockFile {
    /// What one reference means.
    public struct Entry: Hashable, Sendable {
        /// The reference in full, with a tag, or with a digest where no tag was written.
        public let reference: Reference
        /// What it means: an index where the tag means one.
        public var digest: Digest
        /// What kind of content the digest names.
        public var mediaType: MediaType
        /// The images of an index, in the order of their names; none for a single manifest.
        public let platforms: [PlatformDigest]
        /// When the registry was asked.
        public var resolvedAt: Timestamp
        /// The host that was asked.
        public var resolvedFrom: String
        /// What the reference meant before, if this lock has seen it move.
        public var previous: Digest?
        /// Where the registry's log of the tag stands, if it keeps one.
        public var log: LogPosition?

        /// Creates an entry.
        ///
        /// - Parameters:
        ///   - reference: The reference as ``LockFile/key(of:)`` makes it, or one to make it of.
        ///   - digest: What it means.
        ///   - mediaType: What kind of content that is.
        ///   - platforms: The images of an index, in any order. Such as have no name of their own are left out.
        ///   - resolvedAt: When the registry was asked.
        ///   - resolvedFrom: The host that was asked.
        ///   - previous: What the reference meant before.
        ///   - log: Where the registry's log of the tag stands.
        public init(
            reference: Reference,
            digest: Digest,
            mediaType: MediaType,
            platforms: [PlatformDigest] = [],
            resolvedAt: Timestamp,
            resolvedFrom: String,
            previous: Digest? = nil,
            log: LogPosition? = nil
        ) {
            self.reference = LockFile.key(of: reference)
            self.digest = digest
            self.mediaType = mediaType
            self.platforms = platforms.filter(\.isNamed).sorted(by: PlatformDigest.precedes)
            self.resolvedAt = resolvedAt
            self.resolvedFrom = resolvedFrom
            self.previous = previous
            self.log = log
        }
    }

    /// The image of one platform.
    public struct PlatformDigest: Hashable, Sendable {
        /// The platform.
        public let platform: Platform
        /// Its image.
        public let digest: Digest

        /// Creates the digest of a platform; an empty variant is none.
        public init(platform: Platform, digest: Digest) {
            self.platform =
                platform.variant == "" ? Platform(os: platform.os, architecture: platform.architecture) : platform
            self.digest = digest
        }

        /// Whether the platform can be asked for by its name.
        fileprivate var isNamed: Bool { !platform.isUnknown && Platform(platform.description) == platform }

        fileprivate static func precedes(_ left: PlatformDigest, _ right: PlatformDigest) -> Bool {
            let (leftName, rightName) = (left.platform.description, right.platform.description)
            guard leftName == rightName else { return leftName.utf8.lexicographicallyPrecedes(rightName.utf8) }
            return left.digest < right.digest
        }
    }

    /// A place in a registry's log of a repository's tags.
    public struct LogPosition: Hashable, Sendable {
        /// The number of the event, from 0.
        public var index: Int64
        /// When it was.
        public var time: Timestamp

        /// Creates a position.
        public init(index: Int64, time: Timestamp) {
            self.index = index
            self.time = time
        }
    }
}
