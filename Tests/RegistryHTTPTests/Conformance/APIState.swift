// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel

/// The 28 states of the API that the conformance suite of the distribution specification knows.
enum APIState: String, CaseIterable, Sendable {
    case ping = "Ping"
    case tagList = "Tag listing"
    case tagDelete = "Tag delete"
    case tagDeleteAtomic = "Tag delete atomic"
    case blobPush = "Blob push"
    case blobPostOnly = "Blob post only"
    case blobPostPut = "Blob post put"
    case blobPatchChunked = "Blob chunked"
    case blobPatchStream = "Blob streaming"
    case blobMountSource = "Blob mount"
    case blobMountAnonymous = "Blob anonymous mount"
    case blobPostCancel = "Blob post cancel"
    case blobGetFull = "Blob get"
    case blobGetRange = "Blob get range"
    case blobHead = "Blob head"
    case blobDelete = "Blob delete"
    case blobDeleteAtomic = "Blob delete atomic"
    case manifestPutDigest = "Manifest put by digest"
    case manifestPutTag = "Manifest put by tag"
    case manifestPutTagParameter = "Manifest put with tag parameters"
    case manifestPutSubject = "Manifest put with subject"
    case manifestGetDigest = "Manifest get by digest"
    case manifestGetTag = "Manifest get by tag"
    case manifestHeadDigest = "Manifest head by digest"
    case manifestHeadTag = "Manifest head by tag"
    case manifestDelete = "Manifest delete"
    case manifestDeleteAtomic = "Manifest delete atomic"
    case referrers = "Referrers"

    /// Does what the state names, on an empty registry, and expects what the specification says.
    func check(_ client: RegistryClient, _ algorithm: Digest.Algorithm) async throws {
        let blobs = BlobStates(client: client, algorithm: algorithm)
        let manifests = ManifestStates(client: client, algorithm: algorithm)
        switch self {
        case .ping: try await manifests.ping()
        case .tagList: try await manifests.tagList()
        case .tagDelete, .tagDeleteAtomic: try await manifests.tagDelete()
        case .blobPush, .blobPostPut: try await blobs.postPut()
        case .blobPostOnly: try await blobs.postOnly()
        case .blobPatchChunked: try await blobs.chunked()
        case .blobPatchStream: try await blobs.stream()
        case .blobMountSource: try await blobs.mount()
        case .blobMountAnonymous: try await blobs.mountAnonymously()
        case .blobPostCancel: try await blobs.cancel()
        case .blobGetFull, .blobHead: try await blobs.get()
        case .blobGetRange: try await blobs.getRange()
        case .blobDelete, .blobDeleteAtomic: try await blobs.delete()
        case .manifestPutDigest: try await manifests.putDigest()
        case .manifestPutTag: try await manifests.putTag()
        case .manifestPutTagParameter: try await manifests.putTagParameters()
        case .manifestPutSubject: try await manifests.putSubject()
        case .manifestGetDigest: try await manifests.read(.get, byTag: false)
        case .manifestGetTag: try await manifests.read(.get, byTag: true)
        case .manifestHeadDigest: try await manifests.read(.head, byTag: false)
        case .manifestHeadTag: try await manifests.read(.head, byTag: true)
        case .manifestDelete, .manifestDeleteAtomic: try await manifests.delete()
        case .referrers: try await manifests.referrers()
        }
    }

    /// The states with each hash function.
    static let rows = allCases.flatMap { state in Digest.Algorithm.allCases.map { Row(state: state, algorithm: $0) } }

    struct Row: Sendable, CustomStringConvertible {
        let state: APIState
        let algorithm: Digest.Algorithm

        var description: String { "\(state.rawValue), \(algorithm.rawValue)" }
    }
}
