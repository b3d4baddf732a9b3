// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIClient
import OCIModel

/// The registries and files that one command reads images from and writes them to.
struct ImageAccess {
    private let session: RegistrySession
    /// What looks after the logs of the registries' tags.
    let contact: LogContact

    /// Opens access, hands it to `body` and closes it.
    static func withAccess<Result>(
        _ settings: PlaceSettings,
        remembering: LogContact.Remembering = .wanted,
        _ body: (ImageAccess) async throws -> Result
    ) async throws -> Result {
        let environment = Surroundings.current.variable
        var options = RegistryOptions(environment: environment)
        options.transport = settings.plainHTTP ? .plainAnywhere : .secureBeyondLoopback
        options.login = settings.login
        options.retries = settings.retries
        options.authorityFile = settings.authorities.map(Surroundings.current.absolute)
        let contact = LogContact(surroundings: .current, remembering: remembering)
        options.tagCheck = { try await contact.check($0) }
        let session = RegistrySession(options: options)
        return try await closing(session.close) { try await body(ImageAccess(session: session, contact: contact)) }
    }

    /// The repository of a registry, to read its log from.
    func repository(_ reference: Reference) throws -> RegistrySource { try session.source(reference) }

    /// What asks registries for many references, and leaves so many of the requests that they grant.
    func resolver(floor: Int64) -> DigestResolver { DigestResolver(session: session, floor: floor) }

    /// What asks registries since when tags mean what they mean.
    func history(floor: Int64) -> TagHistoryReading { TagHistoryReading(session: session, floor: floor) }

    /// Opens a place to read from, hands it to `body` and closes it.
    func withSource<Result>(
        _ location: ImageLocation,
        _ body: (any ImageSource) async throws -> Result
    ) async throws -> Result {
        if let path = location.absolute.path, access(path, F_OK) != 0 {
            throw CommandFailure(.usage, "\(path) cannot be opened", cause: .system(errno))
        }
        let source = try await ImagePlaces.source(location.absolute, session: session)
        return try await Self.closing(source.close) { try await body(source) }
    }

    /// Opens a place to write to, hands it to `body` and closes it.
    func withDestination<Result>(
        _ location: ImageLocation,
        _ body: (any ImageDestination) async throws -> Result
    ) async throws -> Result {
        let destination = try await ImagePlaces.destination(location.absolute, session: session)
        return try await Self.closing(destination.close) { try await body(destination) }
    }

    /// Runs `body`, then `close`, also when `body` throws; its error is the one that counts.
    private static func closing<Result>(
        _ close: () async throws -> Void,
        _ body: () async throws -> Result
    ) async throws -> Result {
        let result: Result
        do {
            result = try await body()
        } catch {
            // Losing the error is right: what went wrong first says more.
            try? await close()
            throw error
        }
        try await close()
        return result
    }
}

extension ImageLocation {
    /// The directory or file, unless the image lies in a registry.
    fileprivate var path: String? {
        switch self {
        case .registry: nil
        case .layout(let path, _), .ociArchive(let path, _), .dockerArchive(let path, _): path
        }
    }

    /// The location with its path made absolute, so that it means the same wherever the command runs.
    fileprivate var absolute: ImageLocation {
        let surroundings = Surroundings.current
        return switch self {
        case .registry: self
        case .layout(let path, let name): .layout(path: surroundings.absolute(path), name: name)
        case .ociArchive(let path, let name): .ociArchive(path: surroundings.absolute(path), name: name)
        case .dockerArchive(let path, let name): .dockerArchive(path: surroundings.absolute(path), name: name)
        }
    }
}
