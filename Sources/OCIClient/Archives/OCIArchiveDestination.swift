// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOPosix
public import OCIModel
import Synchronization

/// An OCI image layout in a tar archive, to write to.
///
/// The archive appears with ``finish()``, in place of a file that has its name; what was in that one is not kept.
public final class OCIArchiveDestination: ImageDestination {
    /// What to call the place in messages.
    public let name: String
    private let state: Mutex<State>

    private struct State {
        /// The archive, until it is finished or given up.
        var archive: ArchiveDraft?
        var layout = LayoutDraft()
        /// Where the blobs are that were announced, so that one that failed is written again in its place.
        var places: [Digest: Int64] = [:]
        var complete: Set<Digest> = []
    }

    /// Begins an archive; blocks.
    private init(path: String) throws {
        self.name = "oci-archive:\(path)"
        let archive = try ArchiveDraft(path: path)
        try archive.add("oci-layout", Array(LayoutIndex.versionFile.utf8))
        try archive.add(directory: "blobs/")
        self.state = Mutex(State(archive: archive))
    }

    /// Begins an archive.
    ///
    /// - Parameter path: The file it will be.
    /// - Returns: The archive, which must be finished and closed once.
    /// - Throws: ``ClientError``.
    public static func open(archive path: String) async throws -> OCIArchiveDestination {
        try await NIOThreadPool.singleton.runIfActive { try OCIArchiveDestination(path: path) }
    }

    /// Tells whether a blob was written since the archive was begun.
    public func has(_ blob: Descriptor) async throws -> Bool {
        state.withLock { $0.complete.contains(blob.digest) }
    }

    /// Does nothing: an archive has no neighbours to take blobs from.
    public func mount(_ blob: Descriptor, from source: any ImageSource) async throws -> Bool { false }

    /// Writes a blob.
    public func write(_ blob: Descriptor, _ stream: BlobStream) async throws {
        let (archive, place) = try await NIOThreadPool.singleton.runIfActive {
            try self.place(of: blob.digest, size: blob.size)
        }
        try await archive.file.write(stream, size: blob.size, at: place)
        state.withLock { _ = $0.complete.insert(blob.digest) }
    }

    /// Tells whether a manifest was written since the archive was begun.
    public func has(manifest digest: Digest) async throws -> Bool {
        state.withLock { $0.layout.holds(digest) }
    }

    /// Reads nothing: an archive begins empty.
    public func current(_ tag: String) async throws -> FetchedManifest? { nil }

    /// Writes a manifest and notes its names.
    public func write(_ manifest: FetchedManifest, tags: [String]) async throws {
        try await NIOThreadPool.singleton.runIfActive {
            let bytes = manifest.manifest.bytes
            let (archive, place) = try self.place(of: manifest.digest, size: Int64(bytes.count))
            try bytes.withUnsafeBytes { try archive.file.write($0, at: place) }
        }
        state.withLock {
            $0.complete.insert(manifest.digest)
            $0.layout.add(manifest, names: tags)
        }
    }

    /// Writes the index, and gives the archive its name.
    public func finish() async throws {
        try await NIOThreadPool.singleton.runIfActive {
            let archive = try self.archive()
            let (layout, unfinished) = self.state.withLock { state in
                (state.layout, state.places.keys.filter { !state.complete.contains($0) })
            }
            if let blob = unfinished.min() {
                throw ClientError(.unsupported, "\(self.name) lacks \(blob), which could not be written")
            }
            try archive.add("index.json", layout.index(replacing: nil))
            try archive.publish()
            self.state.withLock { $0.archive = nil }
        }
    }

    /// Takes away what was not finished.
    public func close() async throws {
        state.withLock { $0.archive = nil }
    }

    private func archive() throws -> ArchiveDraft {
        guard let archive = state.withLock({ $0.archive }) else {
            throw ClientError(.unsupported, "\(name) is complete; nothing can be added")
        }
        return archive
    }

    private func place(of digest: Digest, size: Int64) throws -> (ArchiveDraft, Int64) {
        let archive = try archive()
        return try state.withLock { state in
            if let place = state.places[digest] { return (archive, place) }
            let place = try archive.reserve(digest.layoutPath, size: size)
            state.places[digest] = place
            return (archive, place)
        }
    }
}
