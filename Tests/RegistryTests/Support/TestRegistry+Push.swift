// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import Storage
import Testing

extension TestRegistry {
    /// Uploads what an image points to, as far as the registry lacks it, as clients do.
    func upload(_ image: Image, in repository: RepositoryName = .app, by caller: Caller = .ben) async throws {
        for bytes in image.blobs {
            let digest = Digest(of: bytes)
            let known = try await refusal { _ = try await registry.blob(digest, in: repository, by: caller) } == nil
            if !known { try await upload(bytes, in: repository, by: caller) }
        }
        for child in image.children { try await store(child, in: repository, by: caller) }
    }

    /// Uploads one blob.
    func upload(_ bytes: ByteBuffer, in repository: RepositoryName = .app, by caller: Caller = .ben) async throws {
        let id = try await registry.startUpload(in: repository, by: caller)
        let body = AsyncStream<ByteBuffer> { continuation in
            continuation.yield(bytes)
            continuation.finish()
        }
        _ = try await registry.appendUpload(id, in: repository, at: 0, body, by: caller)
        try await registry.commitUpload(id, in: repository, as: Digest(of: bytes), by: caller)
    }

    /// Pushes an image by its digest.
    func store(_ image: Image, in repository: RepositoryName = .app, by caller: Caller = .ben) async throws {
        try await upload(image, in: repository, by: caller)
        _ = try await registry.putManifest(
            ManifestPush(
                repository: repository,
                reference: .digest(image.digest),
                bytes: image.bytes,
                mediaType: image.mediaType
            ),
            by: caller
        )
    }

    /// Pushes an image under tags and gives what was refused: nothing when it was accepted.
    @discardableResult
    func push(
        _ image: Image,
        as tags: Tag...,
        in repository: RepositoryName = .app,
        precondition: TagPrecondition = .none,
        by caller: Caller = .ben
    ) async throws -> [TagRefusal] {
        try await upload(image, in: repository, by: caller)
        return try await put(image, as: tags, in: repository, precondition: precondition, by: caller)
    }

    /// Pushes the manifest alone.
    func put(
        _ image: Image,
        as tags: [Tag],
        in repository: RepositoryName = .app,
        precondition: TagPrecondition = .none,
        by caller: Caller = .ben
    ) async throws -> [TagRefusal] {
        do {
            let receipt = try await registry.putManifest(
                ManifestPush(
                    repository: repository,
                    reference: .tag(try #require(tags.first)),
                    tags: Array(tags.dropFirst()),
                    bytes: image.bytes,
                    mediaType: image.mediaType,
                    precondition: precondition
                ),
                by: caller
            )
            #expect(receipt.digest == image.digest)
            #expect(Set(receipt.tags + receipt.pending.map(\.tag)) == Set(tags))
            return []
        } catch let error as RegistryError where error.code == .tagRefused {
            #expect(!error.refusals.isEmpty)
            return error.refusals
        }
    }

    /// Pushes a change that must be held, and gives the hold's number.
    func hold(
        _ image: Image,
        as tag: Tag,
        in repository: RepositoryName = .app,
        by caller: Caller = .ben
    ) async throws -> Int64 {
        let refusals = try await push(image, as: tag, in: repository, by: caller)
        #expect(refusals.map(\.reason) == [.held])
        return try #require(refusals.first?.hold)
    }

    /// Deletes a tag.
    func delete(_ tag: Tag, in repository: RepositoryName = .app, by caller: Caller = .ben) async throws {
        try await registry.deleteManifest(.tag(tag), in: repository, precondition: .none, by: caller)
    }

    /// Deletes a manifest.
    func delete(_ digest: Digest, in repository: RepositoryName = .app, by caller: Caller = .ben) async throws {
        try await registry.deleteManifest(.digest(digest), in: repository, precondition: .none, by: caller)
    }
}
