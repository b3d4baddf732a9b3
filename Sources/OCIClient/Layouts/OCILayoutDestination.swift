// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import NIOPosix
public import OCIModel
import Synchronization

/// An OCI image layout in a directory, to write to.
///
/// Blobs appear whole and durable, or not at all, so that a copy that broke off goes on where it was. The names appear
/// with ``finish()``: `index.json` is replaced in one step, and other names in it stay.
public final class OCILayoutDestination: ImageDestination {
    /// What to call the place in messages.
    public let name: String
    private let path: String
    private let content: LayoutDirectory
    private let state = Mutex(State())

    private struct State {
        var draft = LayoutDraft()
        /// The blobs that were hashed already and are right.
        var verified: Set<Digest> = []
    }

    /// Opens a layout, and makes it if there is none; blocks.
    private init(path: String) throws {
        self.name = "oci:\(path)"
        self.path = path
        try LocalDirectory.make(path)
        let entries = try LocalDirectory.entries(of: path).filter { !$0.hasPrefix(FileDraft.prefix) }
        // A directory of nothing but blobs is one whose making was interrupted.
        let isBegun = try entries == ["blobs"] && LocalDirectory.kind(of: "\(path)/blobs") == S_IFDIR
        let isLayout = entries.contains("oci-layout")
        guard entries.isEmpty || isBegun || isLayout else {
            throw ClientError(
                .unsupported,
                "\(path) is not empty and no OCI image layout",
                advice: "Name a directory that does not exist yet."
            )
        }
        try FileDraft.removeAbandoned(in: path)
        if !isLayout { try Self.write(Array(LayoutIndex.versionFile.utf8), as: "oci-layout", in: path) }
        for algorithm in Digest.Algorithm.allCases { try LocalDirectory.make("\(path)/blobs/\(algorithm.rawValue)") }
        self.content = try LayoutDirectory(path: path)
    }

    /// Opens the layout in a directory, and makes it if there is none.
    ///
    /// - Parameter path: The directory; it is a layout, or empty, or does not exist.
    /// - Returns: The layout, which must be finished and closed once.
    /// - Throws: ``ClientError``.
    public static func open(directory path: String) async throws -> OCILayoutDestination {
        try await NIOThreadPool.singleton.runIfActive { try OCILayoutDestination(path: path) }
    }

    /// Tells whether the layout has a blob, of the right size and with the right hash.
    public func has(_ blob: Descriptor) async throws -> Bool {
        if state.withLock({ $0.verified.contains(blob.digest) }) { return true }
        return try await NIOThreadPool.singleton.runIfActive { try self.verify(blob) }
    }

    /// Does nothing: a layout has no neighbours to take blobs from.
    public func mount(_ blob: Descriptor, from source: any ImageSource) async throws -> Bool { false }

    /// Writes a blob.
    public func write(_ blob: Descriptor, _ stream: BlobStream) async throws {
        let pool = NIOThreadPool.singleton
        let draft = try await pool.runIfActive { try FileDraft(in: self.path) }
        try await draft.file.write(stream, size: blob.size)
        try await pool.runIfActive { try draft.publish(as: "\(self.path)/\(blob.digest.layoutPath)") }
        state.withLock { _ = $0.verified.insert(blob.digest) }
    }

    /// Tells whether the layout has a manifest with all that it points to.
    public func has(manifest digest: Digest) async throws -> Bool {
        try await NIOThreadPool.singleton.runIfActive { try self.isComplete(digest, depth: 0) }
    }

    /// Reads what `index.json` says that a name means.
    public func current(_ tag: String) async throws -> FetchedManifest? {
        try await NIOThreadPool.singleton.runIfActive {
            guard let bytes = try self.content.file("index.json")?.bytes(limit: Manifest.maximumSize, what: self.name)
            else { return nil }
            let index = try LayoutIndex(bytes, of: self.name)
            guard let entry = index.entries.first(where: { $0.names.contains(tag) }) else { return nil }
            do {
                return try self.content.manifest(entry.descriptor.digest, declared: nil, of: self.name)
            } catch let error as ClientError where [.notFound, .integrity, .malformed].contains(error.code) {
                // There is nothing behind the name that could be lost.
                return nil
            }
        }
    }

    /// Writes a manifest; the names are set by ``finish()``.
    public func write(_ manifest: FetchedManifest, tags: [String]) async throws {
        let isThere = try await has(manifest.descriptor)
        try await NIOThreadPool.singleton.runIfActive {
            if !isThere { try Self.write(manifest.manifest.bytes, as: manifest.digest.layoutPath, in: self.path) }
        }
        state.withLock {
            $0.draft.add(manifest, names: tags)
            $0.verified.insert(manifest.digest)
        }
    }

    /// Makes everything durable and sets the names.
    public func finish() async throws {
        let draft = state.withLock { $0.draft }
        try await NIOThreadPool.singleton.runIfActive { try self.replaceIndex(draft) }
    }

    /// Does nothing: blobs stay, so that another run goes on with them.
    public func close() async throws {}
}

extension OCILayoutDestination {
    private func verify(_ blob: Descriptor) throws -> Bool {
        guard let file = try content.file(blob.digest.layoutPath), file.size == blob.size else { return false }
        guard try RunningDigest.of(file, blob.digest.algorithm) == blob.digest else { return false }
        state.withLock { _ = $0.verified.insert(blob.digest) }
        return true
    }

    private func isComplete(_ digest: Digest, depth: Int) throws -> Bool {
        guard depth <= ImageCopy.maximumDepth else { return false }
        let fetched: FetchedManifest
        do {
            fetched = try content.manifest(digest, declared: nil, of: name)
        } catch let error as ClientError where [.notFound, .integrity, .malformed].contains(error.code) {
            // Whatever is wrong with it, it is written again.
            return false
        }
        for blob in fetched.manifest.blobs where blob.mustBePresent {
            let isVerified = state.withLock { $0.verified.contains(blob.digest) }
            guard try isVerified || verify(blob) else { return false }
        }
        return try fetched.manifest.manifests.allSatisfy { try isComplete($0.digest, depth: depth + 1) }
    }

    private func replaceIndex(_ draft: LayoutDraft) throws {
        for algorithm in Digest.Algorithm.allCases { try LocalDirectory.sync("\(path)/blobs/\(algorithm.rawValue)") }
        // Two copies into one layout at a time would lose each other's names.
        guard let lock = try LocalFile.open("\(path)/oci-layout", O_RDONLY), flock(lock.descriptor, LOCK_EX) == 0 else {
            throw FileFailure.error("lock", "\(path)/oci-layout")
        }
        let what = "index.json of \(name)"
        let old = try content.file("index.json")?.bytes(limit: Manifest.maximumSize, what: what)
        // What readers refuse is not replaced: nobody knows what it lists.
        if let old { _ = try LayoutIndex(old, of: name) }
        let new: [UInt8]
        do throws(JSONError) {
            new = try draft.index(replacing: old)
        } catch {
            throw ClientError(.malformed, "\(what) cannot be read: \(error)", advice: "Use another directory.")
        }
        guard new.count <= Manifest.maximumSize else {
            throw ClientError(
                .unsupported,
                "\(what) would become larger than readers take",
                advice: "Use another directory."
            )
        }
        try Self.write(new, as: "index.json", in: path)
        try LocalDirectory.sync(path)
        withExtendedLifetime(lock) {}
    }

    private static func write(_ bytes: [UInt8], as entry: String, in directory: String) throws {
        let draft = try FileDraft(in: directory)
        try bytes.withUnsafeBytes { try draft.file.write($0, at: 0) }
        try draft.publish(as: "\(directory)/\(entry)")
    }
}
