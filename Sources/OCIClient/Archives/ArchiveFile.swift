// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Glibc
import OCIModel

/// A tar archive whose members are read by position; a compressed one is expanded once, into a file without a name.
struct ArchiveFile: LayoutContent {
    /// How many links may lead from one to the next.
    private static let maximumLinks = 16
    /// More members than an archive of images has.
    private static let maximumEntries = 250_000

    let name: String
    private let file: LocalFile
    private let members: [String: ArchiveMember]

    /// Reads an archive once, from its beginning to its end; blocks.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - name: How messages call it.
    ///   - limits: How much it may make the reader do.
    ///   - hashing: Which members to hash on the way.
    /// - Throws: ``ClientError``.
    init(path: String, name: String, limits: ArchiveLimits, hashing: ArchiveIndexer.Hashing = .none) throws {
        guard let file = try LocalFile.open(path, O_RDONLY | O_NONBLOCK) else {
            throw FileFailure.error("open", path, number: ENOENT)
        }
        var limits = limits
        limits.entries = min(limits.entries, Self.maximumEntries)
        let whole = FileExtent(file: file, offset: 0, size: try file.regularFileSize())
        do {
            var reading = ArchiveReading(limits: limits, hashing: hashing)
            try whole.forEachPiece { try reading.take($0) }
            let expanded: LocalFile?
            (self.members, expanded) = try reading.finish()
            self.file = expanded ?? file
        } catch let error as ArchiveError {
            throw ClientError(error, in: name)
        }
        self.name = name
    }

    func file(_ path: String) throws -> FileExtent? {
        guard let member = try member(path) else { return nil }
        return FileExtent(file: file, offset: member.offset, size: member.size)
    }

    /// The SHA-256 of a member.
    func digest(of path: String) throws -> Digest? {
        guard let member = try member(path) else { return nil }
        if let digest = member.digest { return digest }
        return try RunningDigest.of(FileExtent(file: file, offset: member.offset, size: member.size), .sha256)
    }

    /// Finds a member, following links within the archive.
    private func member(_ path: String) throws -> ArchiveMember? {
        var path = ArchivePath.canonical(path) ?? path
        for _ in 0...Self.maximumLinks {
            guard let member = members[path] else { return nil }
            guard !member.isRepeated else {
                throw ClientError(
                    .malformed,
                    "\(name) holds \(path) more than once; which of them counts is not defined"
                )
            }
            switch member.kind {
            case .link(let target): path = target
            case .file:
                guard !member.isShortened else {
                    throw ClientError(.unsupported, "\(name) holds \(path) as a sparse file, which is not read here")
                }
                return member
            }
        }
        throw ClientError(.malformed, "\(name) holds \(path) as a link that leads nowhere")
    }
}

extension ClientError {
    /// Says in which archive it is.
    init(_ error: ArchiveError, in name: String) {
        switch error {
        case .unsupported: self.init(.unsupported, "\(name) cannot be read: \(error)")
        case .malformed, .truncated, .limitExceeded: self.init(.malformed, "\(name) cannot be read: \(error)")
        }
    }
}
