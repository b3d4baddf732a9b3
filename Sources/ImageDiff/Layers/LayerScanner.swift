// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
import Crypto
public import OCIModel

/// Reads a layer that arrives in pieces: hashes it as it is and uncompressed, and notes its members.
///
/// Everything is read to the end, what stands after the archive too, so that both digests are those of all the bytes.
/// Content is hashed and let go; the memory needed grows with the number of members only. One task uses a scanner.
///
///     let scanner = LayerScanner()
///     for try await piece in blob { try piece.withUnsafeBytes(scanner.write) }
///     let contents = try scanner.finish()
public final class LayerScanner {
    private let decompressor: Decompressor
    private var reader: TarReader
    private var members: MemberCollector
    private var blob: BlobHasher
    /// How many members of a gzip stream were read whole.
    private var memberCount = 0
    /// The hasher of the uncompressed bytes; it rests while those are the bytes of the blob.
    private var stream = SHA256()
    private var streamIsBlob: Bool { decompressor.compression == Compression.none && blob.isSHA256 }

    /// Creates a scanner for one layer.
    ///
    /// - Parameters:
    ///   - algorithm: The hash function of the blob's digest; that of the uncompressed archive is always SHA-256.
    ///   - limits: How much the layer may make its reader do.
    ///   - capturing: Canonical paths whose content is wanted beside those of ``captures(_:)``.
    public init(
        algorithm: OCIModel.Digest.Algorithm = .sha256,
        limits: ArchiveLimits = ArchiveLimits(),
        capturing: Set<ByteString> = []
    ) {
        decompressor = Decompressor(limits: limits)
        reader = TarReader(limits: limits)
        members = MemberCollector(capturing: capturing)
        blob = BlobHasher(algorithm)
    }

    /// Takes the next bytes of the blob.
    ///
    /// - Throws: `ArchiveError` for bytes that are no layer, or exceed a limit. The scanner cannot be used then.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        blob.update(bytes)
        try decompressor.write(bytes) { try expanded($0) }
    }

    /// Ends the layer and tells what is in it.
    ///
    /// - Throws: `ArchiveError` for a layer that is not complete.
    public func finish() throws -> LayerContents {
        try decompressor.finish { try expanded($0) }
        let ending = try reader.finish(to: &members)
        let blobDigest = blob.finish()
        let diffID = streamIsBlob ? blobDigest : OCIModel.Digest(algorithm: .sha256, hash: Array(stream.finalize()))
        let table = members.captures.tableOfContents
        let isTableLast = members.captures.isTableLast
        if ending.hasGlobalHeaders { members.reject("/", .globalHeader) }
        var contents = LayerContents(
            blob: blobDigest,
            diffID: diffID,
            compressedSize: decompressor.readSize,
            size: decompressor.expandedSize,
            compression: decompressor.compression ?? .none,
            members: members.takeMembers(),
            notes: members.notes,
            captured: members.captures.files,
            isStargz: false,
            rejection: members.rejection
        )
        if !ending.hasEndMarker { contents.notes.append(.missingEndMarker) }
        if ending.trailingBytes > 0 { contents.notes.append(.trailingData(ending.trailingBytes)) }
        if let table {
            // What is compressed as a whole cannot be loaded in pieces, whatever a table claims of them.
            let pieces = decompressor.memberCount > 1 ? members.pieces : nil
            contents.compare(with: table, at: isTableLast ? .end : .elsewhere, pieces)
        }
        return contents
    }

    private func expanded(_ bytes: UnsafeRawBufferPointer) throws {
        if !streamIsBlob { stream.update(bufferPointer: bytes) }
        if decompressor.memberCount != memberCount {
            memberCount = decompressor.memberCount
            members.cut()
        }
        try reader.write(bytes, to: &members)
    }
}

// MARK: - Captures

extension LayerScanner {
    /// Tells whether the content of a file is kept in any case, because it tells what an image is made of.
    ///
    /// Those are the lists of packages of dpkg and apk and of their files, `os-release`, `passwd` and `group`, up to 16 MiB
    /// each and 64 MiB together.
    ///
    /// - Parameter path: A path in its canonical form, without a leading slash.
    /// - Returns: Whether a file of that path is kept.
    public static func captures(_ path: ByteString) -> Bool {
        capturedPaths.contains(path) || lies(path.bytes, in: packageStatus)
            || lies(path.bytes, in: packageLists) && path.bytes.suffix(listEnding.count).elementsEqual(listEnding)
    }

    /// Tells quickly of most paths that they are not kept.
    static func mayCapture(_ path: ArraySlice<UInt8>) -> Bool {
        path.count <= longestCapturedPath && capturedLengths[path.count] || path.starts(with: packageStatus)
            || path.starts(with: packageLists)
    }

    private static func lies(_ path: [UInt8], in directory: [UInt8]) -> Bool {
        path.starts(with: directory) && path.count > directory.count && !path[directory.count...].contains(.slash)
    }

    /// Images without a shell have one file for each package here.
    private static let packageStatus = Array("var/lib/dpkg/status.d/".utf8)
    /// Others have one list of files for each package here.
    private static let packageLists = Array("var/lib/dpkg/info/".utf8)
    private static let listEnding = Array(".list".utf8)
    private static let capturedPaths: Set<ByteString> = [
        "etc/group", "etc/os-release", "etc/passwd", "lib/apk/db/installed", "usr/lib/apk/db/installed",
        "usr/lib/os-release", "var/lib/dpkg/status",
    ]
    private static let longestCapturedPath = capturedPaths.map(\.bytes.count).max() ?? 0
    private static let capturedLengths = (0...longestCapturedPath).map { length in
        capturedPaths.contains { $0.bytes.count == length }
    }
}
