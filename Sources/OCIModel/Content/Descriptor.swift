// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A pointer to content: its type, digest and size, as manifests and indexes carry it.
///
/// See <https://github.com/opencontainers/image-spec/blob/main/descriptor.md>.
public struct Descriptor: Hashable, Sendable {
    /// The type of the content.
    public var mediaType: MediaType
    /// The digest of the content.
    public var digest: Digest
    /// The content's length in bytes, never negative.
    public var size: Int64
    /// The kind of artifact the content is, if named.
    public var artifactType: String?
    /// Annotations, keys in no order.
    public var annotations: [String: String]
    /// The platform the content is for, if named.
    public var platform: Platform?
    /// Tells whether the content may lie elsewhere (`urls`), so that a registry need not hold it.
    public var hasURLs: Bool

    /// Creates a descriptor.
    public init(
        mediaType: MediaType,
        digest: Digest,
        size: Int64,
        artifactType: String? = nil,
        annotations: [String: String] = [:],
        platform: Platform? = nil,
        hasURLs: Bool = false
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.artifactType = artifactType
        self.annotations = annotations
        self.platform = platform
        self.hasURLs = hasURLs
    }

    /// Tells whether a registry must hold the content before it takes a manifest that points to it.
    public var mustBePresent: Bool { !mediaType.isNondistributable && !hasURLs }
}

extension Descriptor {
    private static let knownKeys: Set<String> = [
        "mediaType", "digest", "size", "urls", "annotations", "data", "artifactType", "platform",
    ]

    init(json: JSONValue, at path: String) throws(ManifestError) {
        let object = try Manifest.object(json, at: path)
        try Manifest.requireSpelling(of: Self.knownKeys, in: object, at: path)
        self.mediaType = MediaType(rawValue: try Manifest.string(object["mediaType"], at: "\(path).mediaType") ?? "")
        guard let digest = try Manifest.string(object["digest"], at: "\(path).digest") else {
            throw .missing("\(path).digest")
        }
        do throws(DigestError) {
            self.digest = try Digest(digest)
        } catch {
            throw .invalid("\(path).digest", reason: error.description)
        }
        guard case .integer(let size)? = object["size"], size >= 0 else {
            throw .invalid("\(path).size", reason: "it must be a whole number of bytes, not negative")
        }
        self.size = size
        self.artifactType = try Manifest.string(object["artifactType"], at: "\(path).artifactType")
        self.annotations = try Manifest.annotations(object["annotations"], at: "\(path).annotations")
        self.platform = try object["platform"].flatMap { platform throws(ManifestError) in
            try Platform(json: platform, at: "\(path).platform")
        }
        if case .array(let urls)? = object["urls"] {
            self.hasURLs = !urls.isEmpty
        } else {
            self.hasURLs = false
        }
    }
}
