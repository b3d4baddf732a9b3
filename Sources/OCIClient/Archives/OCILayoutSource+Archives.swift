// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
import NIOPosix
import OCIModel

extension OCILayoutSource {
    /// Opens the layout in a tar archive, compressed or not.
    ///
    /// The archive is read once, to find its members; a compressed one is expanded into a file without a name in
    /// `TMPDIR`.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - name: The image that is meant: a name in the layout, `@` and a digest, or nil for the only one.
    ///   - limits: How much the archive may make its reader do.
    /// - Returns: The layout, which must be closed once.
    /// - Throws: ``ClientError``.
    public static func open(
        archive path: String,
        name: String?,
        limits: ArchiveLimits = ArchiveLimits()
    ) async throws -> OCILayoutSource {
        try await NIOThreadPool.singleton.runIfActive {
            let place = "oci-archive:\(path)"
            let file = try ArchiveFile(path: path, name: place, limits: limits)
            return try OCILayoutSource(content: file, name: place, wanted: name)
        }
    }

    /// Opens what `docker save` writes, compressed or not.
    ///
    /// Since Docker 25 that is a layout. Older archives have no manifests, those before 1.10 no configurations: they
    /// are made up from what there is, which `notes` says; layers are hashed for that as the archive is opened.
    ///
    /// - Parameters:
    ///   - path: The file.
    ///   - name: The image that is meant, such as `alpine:3.10`; nil for the only one.
    ///   - limits: How much the archive may make its reader do.
    /// - Returns: The layout, which must be closed once.
    /// - Throws: ``ClientError``.
    public static func open(
        dockerArchive path: String,
        name: String?,
        limits: ArchiveLimits = ArchiveLimits()
    ) async throws -> OCILayoutSource {
        try await NIOThreadPool.singleton.runIfActive {
            let place = "docker-archive:\(path)"
            let file = try ArchiveFile(path: path, name: place, limits: limits, hashing: .others)
            if try file.file("oci-layout") != nil, try file.file("index.json") != nil {
                return try OCILayoutSource(content: file, name: place, wanted: name)
            }
            var draft = DockerArchiveLayout(archive: file, limits: limits)
            try draft.read()
            return OCILayoutSource(
                content: draft.content,
                index: draft.index,
                name: place,
                wanted: name,
                notes: draft.notes
            )
        }
    }
}
