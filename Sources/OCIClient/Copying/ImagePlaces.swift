// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Opens what locations name.
public enum ImagePlaces {
    /// Opens a place to read from.
    ///
    /// - Parameters:
    ///   - location: The place.
    ///   - session: What talks to registries; it must outlive the place.
    /// - Returns: The place, which must be closed once.
    /// - Throws: ``ClientError`` when a file or directory is not what the location says. A registry is not asked yet.
    public static func source(_ location: ImageLocation, session: RegistrySession) async throws -> any ImageSource {
        switch location {
        case .registry(let reference): try session.source(reference)
        case .layout(let path, let name): try await OCILayoutSource.open(directory: path, name: name)
        case .ociArchive(let path, let name): try await OCILayoutSource.open(archive: path, name: name)
        case .dockerArchive(let path, let name): try await OCILayoutSource.open(dockerArchive: path, name: name)
        }
    }

    /// Opens a place to write to; a directory or an archive is made if there is none.
    ///
    /// - Parameters:
    ///   - location: The place; the name in it is for the caller, who says under which names each image is written.
    ///   - session: What talks to registries; it must outlive the place.
    /// - Returns: The place, which must be finished and closed once.
    /// - Throws: ``ClientError``.
    public static func destination(
        _ location: ImageLocation,
        session: RegistrySession
    ) async throws -> any ImageDestination {
        switch location {
        case .registry(let reference): try session.destination(reference)
        case .layout(let path, _): try await OCILayoutDestination.open(directory: path)
        case .ociArchive(let path, _): try await OCIArchiveDestination.open(archive: path)
        case .dockerArchive(let path, _): try await DockerArchiveDestination.open(archive: path)
        }
    }
}
