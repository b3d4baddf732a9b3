// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension SignaturePublication {
    /// Bytes that are pushed as a blob.
    public struct Blob: Hashable, Sendable {
        /// What the bytes hash to.
        public let digest: Digest
        /// The bytes.
        public let bytes: [UInt8]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
            digest = Digest(sha256Of: bytes)
        }
    }

    /// A manifest that is pushed, after all blobs.
    public struct PublishedManifest: Hashable, Sendable {
        /// What the bytes hash to.
        public let digest: Digest
        /// The bytes.
        public let bytes: [UInt8]
        /// The type it is pushed as.
        public let mediaType: MediaType
        /// The companion tag it is pushed under; nil for what is pushed by its digest.
        public let tag: Tag?
        /// What the signature in it is about.
        public let subject: Digest
    }

    /// A manifest that is signed, and the signatures it has.
    public struct Target: Sendable {
        /// The manifest.
        public let descriptor: Descriptor
        /// The manifest under its companion tag so far.
        public let companion: Manifest?

        /// Creates a target.
        public init(_ descriptor: Descriptor, companion: Manifest?) {
            self.descriptor = descriptor
            self.companion = companion
        }
    }
}
