// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
import NIOPosix
public import OCIModel
import Synchronization

/// An archive as `docker save` writes it and `docker load` reads it, to write to.
///
/// It holds images for one platform each, their layers uncompressed, and no manifests: configurations and DiffIDs stay
/// as they are, the digests of manifests do not. The archive appears with ``finish()``, in place of a file that has its
/// name.
public final class DockerArchiveDestination: ImageDestination {
    /// What to call the place in messages.
    public let name: String
    private let path: String
    private let limits: ArchiveLimits
    private let state: Mutex<State>

    private struct State {
        var archive: ArchiveDraft?
        var blobs: [Digest: ExpandedBlob] = [:]
        var images: [DockerArchiveImage] = []
        var written: Set<String> = []
    }

    /// Begins an archive; blocks.
    private init(path: String, limits: ArchiveLimits) throws {
        self.name = "docker-archive:\(path)"
        self.path = path
        self.limits = limits
        self.state = Mutex(State(archive: try ArchiveDraft(path: path)))
    }

    /// Begins an archive.
    ///
    /// - Parameters:
    ///   - path: The file it will be.
    ///   - limits: How much a layer may make its reader do.
    /// - Returns: The archive, which must be finished and closed once.
    /// - Throws: ``ClientError``.
    public static func open(
        archive path: String,
        limits: ArchiveLimits = ArchiveLimits()
    ) async throws -> DockerArchiveDestination {
        try await NIOThreadPool.singleton.runIfActive { try DockerArchiveDestination(path: path, limits: limits) }
    }

    /// Tells whether a blob was written since the archive was begun.
    public func has(_ blob: Descriptor) async throws -> Bool {
        state.withLock { $0.blobs[blob.digest] != nil }
    }

    /// Does nothing: an archive has no neighbours to take blobs from.
    public func mount(_ blob: Descriptor, from source: any ImageSource) async throws -> Bool { false }

    /// Takes a blob, without its compression.
    public func write(_ blob: Descriptor, _ stream: BlobStream) async throws {
        let expanded = try await ExpandedBlob.expanding(
            stream,
            in: LocalDirectory.parent(of: path),
            limits: limits,
            name: "the layer \(blob.digest)"
        )
        state.withLock { $0.blobs[blob.digest] = expanded }
    }

    /// Tells that a manifest is not there: these archives hold none.
    public func has(manifest digest: Digest) async throws -> Bool { false }

    /// Reads nothing: an archive begins empty.
    public func current(_ tag: String) async throws -> FetchedManifest? { nil }

    /// Adds an image under its names, such as `app:1.0`.
    ///
    /// - Throws: ``ClientError`` with `unsupported` for an index, for what is no image, and for a name that Docker
    ///   would not take; with `integrity` when a layer is not what the configuration says.
    public func write(_ manifest: FetchedManifest, tags: [String]) async throws {
        guard !manifest.manifest.mediaType.isIndex else {
            throw ClientError(
                .unsupported,
                "\(name) cannot hold \(manifest.digest), which is an index of images",
                advice: "Choose one of its images with --platform, or copy it to oci-archive:FILE."
            )
        }
        let names = try tags.map { try repositoryTag($0) }
        try await NIOThreadPool.singleton.runIfActive { try self.add(manifest, names: names) }
    }

    /// Writes the list of images, and gives the archive its name.
    public func finish() async throws {
        try await NIOThreadPool.singleton.runIfActive {
            let archive = try self.archive()
            let images = self.state.withLock { $0.images }
            try archive.add("manifest.json", DockerArchiveImage.json(of: images))
            try archive.publish()
            self.forget()
        }
    }

    /// Takes away what was not finished.
    public func close() async throws { forget() }
}

extension DockerArchiveDestination {
    private func forget() {
        state.withLock { $0 = State(archive: nil) }
    }

    private func archive() throws -> ArchiveDraft {
        guard let archive = state.withLock({ $0.archive }) else {
            throw ClientError(.unsupported, "\(name) is complete; nothing can be added")
        }
        return archive
    }

    /// A name as Docker takes it: a repository and a tag.
    private func repositoryTag(_ text: String) throws -> String {
        // Why the text is no reference does not matter: what would be one is in the advice.
        guard let reference = try? Reference(text), reference.digest == nil else {
            throw ClientError(
                .unsupported,
                "\"\(text)\" is no name for an image of Docker",
                advice: "Use one like app:1.0."
            )
        }
        return reference.tag == nil ? "\(text):latest" : text
    }

    private func add(_ manifest: FetchedManifest, names: [String]) throws {
        guard let descriptor = manifest.manifest.config, let config = state.withLock({ $0.blobs[descriptor.digest] })
        else { throw noImage(manifest, "it has no configuration") }
        let layers = try manifest.manifest.layers.map { layer in
            guard let blob = state.withLock({ $0.blobs[layer.digest] }) else {
                throw noImage(manifest, "its layer \(layer.digest) lies elsewhere")
            }
            return blob
        }
        let bytes = try config.content.bytes(
            limit: ImageConfig.maximumSize,
            what: "the configuration \(descriptor.digest)"
        )
        guard try diffIDs(bytes, of: manifest) == layers.map(\.digest) else {
            throw ClientError(
                .integrity,
                "the layers of \(manifest.digest) are not what its configuration says",
                advice: "Do not use the image; docker load would refuse it."
            )
        }
        let image = DockerArchiveImage(
            names: names,
            config: .member("\(config.digest.hex).json"),
            layers: layers.map { "\($0.digest.hex)/layer.tar" }
        )
        let archive = try archive()
        for (path, blob) in [("\(config.digest.hex).json", config)] + zip(image.layers, layers)
        where state.withLock({ $0.written.insert(path).inserted }) {
            try archive.add(path, blob.content)
        }
        state.withLock { $0.images.append(image) }
    }

    private func diffIDs(_ config: [UInt8], of manifest: FetchedManifest) throws -> [Digest] {
        do throws(ManifestError) {
            return try ImageConfig(config).diffIDs
        } catch {
            throw noImage(manifest, error.description)
        }
    }

    private func noImage(_ manifest: FetchedManifest, _ reason: String) -> ClientError {
        ClientError(.unsupported, "\(name) holds images of files only, which \(manifest.digest) is not: \(reason)")
    }
}
