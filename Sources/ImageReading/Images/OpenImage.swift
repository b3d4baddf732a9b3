// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIClient
public import OCIModel

/// An image that somebody named: what the name means, and the platforms it is for.
public struct OpenImage: Sendable {
    /// Takes remarks; what it throws ends the reading.
    public typealias Remarks = @Sendable (ImageRemark) throws -> Void

    /// The most manifests that one index may list.
    private static let maximumVariants = 1_000

    /// The location as written.
    public let name: String
    /// Where it lies.
    public let source: any ImageSource
    /// The index, or the only manifest.
    public let root: FetchedManifest
    /// Takes what is to be said of it.
    private let remark: Remarks

    /// Finds what a location means.
    ///
    /// When it names tag and digest, the digest decides; that the tag means something else is always said.
    ///
    /// - Parameters:
    ///   - location: What somebody wrote.
    ///   - source: The place it names.
    ///   - remark: Takes what is to be said of the image, now and while it is read.
    /// - Returns: The image.
    /// - Throws: `ClientError` when there is none, or it is not what it should be.
    public static func open(
        _ location: ImageLocation,
        in source: any ImageSource,
        remark: @escaping Remarks = { _ in }
    ) async throws -> OpenImage {
        for note in await source.notes { try remark(.note(note)) }
        let reference = try await source.wantedReference(of: location)
        let root = try await source.manifest(reference)
        if let disagreement = try await source.disagreement(in: location) { try remark(.warning(disagreement)) }
        return OpenImage(name: location.description, source: source, root: root, remark: remark)
    }

    /// Reads what lies under a digest; the digest is its name.
    ///
    /// - Parameters:
    ///   - digest: The digest of an index or a manifest.
    ///   - source: Where it lies.
    /// - Returns: The image.
    /// - Throws: What the source throws when it is not there, or not what it should be.
    public static func open(_ digest: Digest, in source: any ImageSource) async throws -> OpenImage {
        let root = try await source.manifest(.digest(digest))
        return OpenImage(name: digest.rawValue, source: source, root: root, remark: { _ in })
    }

    /// The digest of what the name means.
    public var digest: Digest { root.digest }

    /// The manifests by platform: those of an index without remarks such as attestations, or the only one.
    public var children: [Descriptor] {
        guard root.manifest.mediaType.isIndex else { return [root.descriptor] }
        return root.manifest.manifests.filter { !$0.isAttestation && !($0.platform?.isUnknown ?? false) }
    }

    /// Reads the images that a wish allows, in the order of the index.
    ///
    /// - Parameters:
    ///   - wish: The platform, or nil for all.
    ///   - readable: The manifests to look at, where the place has not all of them; nil for all.
    /// - Returns: The images, verified.
    /// - Throws: `ClientError` when there is none of that platform, with those there are.
    public func variants(_ wish: Platform?, among readable: Set<Digest>? = nil) async throws -> [ImageVariant] {
        let children = children
        guard children.count <= Self.maximumVariants else {
            throw ClientError(.malformed, "\(name) lists \(children.count) images, more than are read")
        }
        let wanted = children.filter { child in
            guard readable?.contains(child.digest) ?? true else { return false }
            guard let wish, let platform = child.platform else { return true }
            return platform.satisfies(wish)
        }
        var variants: [ImageVariant] = []
        for child in wanted {
            let variant = try await variant(child)
            // Where the index says which platform an image is for, runtimes do not ask the image.
            if child.platform != nil || wish.map(variant.platform.satisfies) ?? true { variants.append(variant) }
        }
        guard variants.isEmpty, let wish else { return variants }
        let platforms = children.compactMap(\.platform).map(\.description)
        throw ClientError(
            .unsupported,
            "\(name) has no image for \(wish)",
            reason: platforms.isEmpty ? nil : "it has \(platforms.joined(separator: ", "))",
            advice: "Choose another with --platform."
        )
    }

    /// Reads the image that a command about one platform is about: the one wished for, else linux/amd64, else the only
    /// one.
    public func variant(for wish: Platform?) async throws -> ImageVariant {
        if let wish { return try await first(of: variants(wish)) }
        let children = children
        if children.count == 1 { return try await variant(children[0]) }
        return try await first(of: variants(Platform(os: "linux", architecture: "amd64")))
    }

    private func first(of variants: [ImageVariant]) throws(ClientError) -> ImageVariant {
        guard let first = variants.first else { throw ClientError(.malformed, "\(name) lists no images") }
        return first
    }

    private func variant(_ child: Descriptor) async throws -> ImageVariant {
        let fetched = child.digest == root.digest ? root : try await source.manifest(.digest(child.digest))
        guard let descriptor = fetched.manifest.config, !fetched.manifest.mediaType.isIndex else {
            throw ClientError(
                .malformed,
                "\(fetched.digest) is no image",
                reason: "it is a manifest of the type \(fetched.manifest.mediaType) without a configuration"
            )
        }
        guard descriptor.mediaType.isImageConfiguration else {
            throw ClientError(
                .malformed,
                "\(fetched.digest) is no image",
                reason: "it is an artifact; its configuration has the type \"\(descriptor.mediaType)\""
            )
        }
        let bytes = try await source.bytes(of: descriptor, limit: ImageConfig.maximumSize)
        do {
            let config = try ImageConfig(bytes)
            if let contradiction = Self.contradiction(child, config) { try remark(.warning(contradiction)) }
            return ImageVariant(platform: child.platform ?? config.platform, manifest: fetched, config: config)
        } catch let error as ManifestError {
            throw ClientError(
                .malformed,
                "the configuration \(descriptor.digest) cannot be read",
                reason: error.description
            )
        }
    }
}

extension OpenImage {
    /// What to say when an index and the image that it lists name two platforms.
    private static func contradiction(_ child: Descriptor, _ config: ImageConfig) -> String? {
        guard let listed = child.platform, !config.platform.isUnknown else { return nil }
        let agree = listed.satisfies(config.platform) || config.platform.satisfies(listed)
        return agree
            ? nil : "the index lists \(child.digest) for \(listed); it says itself that it is for \(config.platform)"
    }
}

extension MediaType {
    /// Tells whether a blob of this type is the configuration of an image of files.
    public var isImageConfiguration: Bool {
        rawValue == "application/vnd.oci.image.config.v1+json"
            || rawValue == "application/vnd.docker.container.image.v1+json"
    }
}
