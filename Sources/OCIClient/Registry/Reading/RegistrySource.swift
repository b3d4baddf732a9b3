// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A repository of a registry, to read from.
///
/// Copies share the session they came from; closing a source closes nothing.
public struct RegistrySource: ImageSource {
    /// The reference the source was made for, with everything said that it leaves to custom.
    public let reference: Reference
    let repository: RemoteRepository

    init(reference: Reference, repository: RemoteRepository) {
        self.reference = reference
        self.repository = repository
    }

    /// The registry.
    public var address: RegistryAddress { repository.address }

    /// The repository with its registry, such as `docker.io/library/nginx`.
    public var name: String { repository.description }

    /// The digest of the reference, else its tag, else `latest`.
    public var defaultReference: ManifestReference? { reference.manifestReference }

    /// How many requests the registry still grants, as its last answer said.
    public var rateLimit: RateLimit? { repository.requester.rateLimit(of: repository.address.url) }

    /// Nothing: a registry is as it is.
    public var notes: [String] { [] }

    /// Does nothing: the session holds the connections.
    public func close() {}

    /// Opens a blob from an offset on, unverified.
    ///
    /// When the connection breaks on the way, the rest is asked for again while the budget lasts; pieces that came count,
    /// so that a large blob over a bad line arrives in the end.
    ///
    /// - Throws: ``ClientError`` when the registry does not have the blob or cannot be reached.
    public func open(_ blob: Descriptor, from offset: Int64) async throws -> BlobStream {
        let download = BlobDownload(repository: repository, blob: blob)
        let first = Handover(try await download.request(from: offset))
        return BlobStream {
            var reader = BlobDownload.Reader(download, offset: offset, answer: first.take())
            return { try await reader.next() }
        }
    }
}
