// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Glibc
import Synchronization

/// A tar archive on its way, of files whose sizes are known before their content; all calls block.
///
/// Each file gets its place when it is announced, so that several can be written at a time.
final class ArchiveDraft: Sendable {
    private struct State {
        var writer = TarWriter()
        var end: Int64 = 0
    }

    let path: String
    private let draft: FileDraft
    private let state = Mutex(State())

    /// Makes the archive, beside where it will be.
    ///
    /// - Throws: ``ClientError``, also when there is something there that is no file.
    init(path: String) throws {
        try Self.requireReplaceable(path)
        self.path = path
        let directory = LocalDirectory.parent(of: path)
        // Losing the error is right: a directory that can be written to but not listed takes the archive all the same.
        try? FileDraft.removeAbandoned(in: directory)
        self.draft = try FileDraft(in: directory, for: path)
    }

    /// The file that the archive is written to.
    var file: LocalFile { draft.file }

    /// Announces a file; gives the place of its content.
    ///
    /// - Throws: ``ClientError`` when the archive would become larger than a file can be.
    func reserve(_ name: String, size: Int64) throws -> Int64 {
        try state.withLock { state in
            let header = state.writer.entry(TarEntry(path: ByteString(name.utf8), size: size))
            let start = state.end + Int64(header.count)
            let (end, overflow) = start.addingReportingOverflow(size)
            guard size >= 0, !overflow, end < 1 << 60 else {
                throw ClientError(.unsupported, "\(path) would hold \(name) with \(size) bytes, which no archive can")
            }
            try header.withUnsafeBytes { try file.write($0, at: state.end) }
            // What fills up the last block reads as zeros once something follows, as the end marker does.
            state.end = end + Int64(TarWriter.padding(after: size).count)
            return start
        }
    }

    /// Adds a directory.
    func add(directory name: String) throws {
        try state.withLock { state in
            let header = state.writer.entry(TarEntry(path: ByteString(name.utf8), kind: .directory, mode: 0o755))
            try header.withUnsafeBytes { try file.write($0, at: state.end) }
            state.end += Int64(header.count)
        }
    }

    /// Adds a file with its content.
    func add(_ name: String, _ bytes: [UInt8]) throws {
        let place = try reserve(name, size: Int64(bytes.count))
        try bytes.withUnsafeBytes { try file.write($0, at: place) }
    }

    /// Adds a file with the content of another one.
    func add(_ name: String, _ content: FileExtent) throws {
        var place = try reserve(name, size: content.size)
        try content.forEachPiece { piece in
            try file.write(piece, at: place)
            place += Int64(piece.count)
        }
    }

    /// Completes the archive and gives it its name, in place of what may have it.
    func publish() throws {
        try state.withLock { state in
            try TarWriter.endMarker.withUnsafeBytes { try file.write($0, at: state.end) }
        }
        try Self.requireReplaceable(path)
        try draft.publish(as: path)
        try LocalDirectory.sync(LocalDirectory.parent(of: path))
    }

    /// Requires that a name is free or that of a file: a device or a link would be replaced, not written to.
    private static func requireReplaceable(_ path: String) throws {
        guard let kind = try LocalDirectory.kind(of: path), kind != S_IFREG else { return }
        throw ClientError(
            .file,
            "\(path) exists and is not a regular file, so that no archive can take its place",
            advice: "Name a file, or one that does not exist yet."
        )
    }
}
