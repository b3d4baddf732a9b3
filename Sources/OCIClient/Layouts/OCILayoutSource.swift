// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOPosix
public import OCIModel
import Synchronization

/// An OCI image layout to read from: a directory, or a tar archive of one.
///
/// What `index.json` says is read when the layout is opened. Manifests are verified; symbolic links in a directory are
/// not followed. See <https://github.com/opencontainers/image-spec/blob/main/image-layout.md>.
public final class OCILayoutSource: ImageSource {
    /// What to call the place in messages, such as `oci:./layout`.
    public let name: String
    /// What was noticed when the layout was opened.
    public let notes: [String]
    let content: any LayoutContent
    let index: LayoutIndex
    private let wanted: String?
    private let referrerTable = Mutex<LayoutReferrers?>(nil)

    /// Names a layout whose index was read.
    init(content: any LayoutContent, index: LayoutIndex, name: String, wanted: String?, notes: [String] = []) {
        self.name = name
        self.notes = notes
        self.content = content
        self.index = index
        self.wanted = wanted
    }

    /// Reads the index of a layout; blocks.
    convenience init(content: any LayoutContent, name: String, wanted: String?) throws {
        guard let file = try content.file("index.json") else {
            throw ClientError(
                .notFound,
                "\(name) is no OCI image layout: it has no index.json",
                advice: "Archives of `docker save` are read with docker-archive:."
            )
        }
        let bytes = try file.bytes(limit: Manifest.maximumSize, what: "index.json of \(name)")
        self.init(content: content, index: try LayoutIndex(bytes, of: name), name: name, wanted: wanted)
    }

    /// Opens the layout in a directory.
    ///
    /// - Parameters:
    ///   - path: The directory.
    ///   - name: The image that is meant: a name in the layout, `@` and a digest, or nil for the only one.
    /// - Returns: The layout, which must be closed once.
    /// - Throws: ``ClientError``.
    public static func open(directory path: String, name: String?) async throws -> OCILayoutSource {
        try await NIOThreadPool.singleton.runIfActive {
            try OCILayoutSource(content: try LayoutDirectory(path: path), name: "oci:\(path)", wanted: name)
        }
    }

    /// What the location meant: the image it names, or the only one; by its tag if that is clear, else by its digest.
    ///
    /// Referrers and companions of an image do not count. Several images without a name are an error that lists them.
    public var defaultReference: ManifestReference? {
        get async throws {
            if let wanted { return try reference(wanted) }
            let images = index.entries.filter { entry in !entry.names.contains(where: LayoutReferrers.isCompanion) }
            var digests = Set(images.map(\.descriptor.digest))
            if digests.count > 1 { digests.subtract(try await referrers().referring) }
            guard let only = digests.first else { throw ClientError(.notFound, "\(name) holds no image") }
            guard digests.count == 1 else {
                throw ClientError(
                    .unsupported,
                    "\(name) holds \(digests.count) images",
                    advice: "Name one of them: \(ImageName.list(choices(digests)))"
                )
            }
            return reference(only)
        }
    }

    /// Finds what a reference means.
    public func resolve(_ reference: ManifestReference) async throws -> Descriptor {
        switch reference {
        case .tag(let tag): return try index.entry(named: tag.rawValue, of: name).descriptor
        case .digest(let digest):
            if let entry = index.entry(digest) { return entry.descriptor }
            return try await manifest(reference).descriptor
        }
    }

    /// Reads a manifest or index; by digest any that the layout holds, listed or not.
    public func manifest(_ reference: ManifestReference) async throws -> FetchedManifest {
        let (digest, mediaType): (Digest, MediaType?)
        switch reference {
        case .tag(let tag):
            let descriptor = try index.entry(named: tag.rawValue, of: name).descriptor
            (digest, mediaType) = (descriptor.digest, descriptor.mediaType)
        case .digest(let wanted): (digest, mediaType) = (wanted, index.entry(wanted)?.descriptor.mediaType)
        }
        return try await NIOThreadPool.singleton.runIfActive {
            try self.content.manifest(digest, declared: mediaType, of: self.name)
        }
    }

    /// Opens the bytes of a blob from an offset on, unverified.
    public func open(_ blob: Descriptor, from offset: Int64) async throws -> BlobStream {
        let file = try await NIOThreadPool.singleton.runIfActive { try self.content.file(blob.digest.layoutPath) }
        guard let file else {
            throw ClientError(
                .notFound,
                "\(name) does not hold the blob \(blob.digest)",
                advice: "It is incomplete; make it again from where the image came from."
            )
        }
        return file.stream(from: offset)
    }

    /// Lists the manifests that the layout lists, or that its indexes list, whose subject is a digest.
    public func referrers(of subject: Digest) async throws -> [Descriptor] {
        try await referrers().descriptors[subject] ?? []
    }

    /// Lists the names, which need not follow the grammar of tags.
    public func tags() async throws -> [String] { index.names }

    /// Frees what the place holds open.
    public func close() async throws {}

    private func referrers() async throws -> LayoutReferrers {
        if let table = referrerTable.withLock({ $0 }) { return table }
        let table = try await NIOThreadPool.singleton.runIfActive {
            try LayoutReferrers(of: self.index, in: self.content, place: self.name)
        }
        referrerTable.withLock { $0 = table }
        return table
    }

    private func reference(_ wanted: String) throws -> ManifestReference {
        if let at = wanted.lastIndex(of: "@") {
            do throws(DigestError) {
                return .digest(try Digest(wanted[wanted.index(after: at)...]))
            } catch {
                throw ClientError(.notFound, "\(wanted) names no image of \(name): \(error)")
            }
        }
        return reference(try index.entry(named: wanted, of: name).descriptor.digest)
    }

    /// The one tag of a digest, or the digest.
    private func reference(_ digest: Digest) -> ManifestReference {
        let names = index.entries.filter { $0.descriptor.digest == digest }.flatMap(\.names)
        let tags = Set(
            names.compactMap { name in
                // A name that is neither a tag nor a reference leaves the digest.
                (try? Tag(ImageName.tag(name) ?? name)) ?? nil
            }
        )
        guard let tag = tags.first, tags.count == 1,
            // That the tag alone means several images is a reason not to use it.
            (try? index.entry(named: tag.rawValue, of: name))?.descriptor.digest == digest
        else { return .digest(digest) }
        return .tag(tag)
    }

    private func choices(_ digests: Set<Digest>) -> [String] {
        digests.map { index.entry($0)?.names.first ?? "@\($0)" }.sorted()
    }
}
