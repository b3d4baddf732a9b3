// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel

/// A document of the log that a Holdfast registry keeps of a repository's tags.
public enum TagLogDocument: Hashable, Sendable {
    /// The signed state of the log.
    case checkpoint
    /// The public key that signs it.
    case key
    /// Hashes or entries; the path as the log writes it after `tile/`.
    case tile(String)
    /// The proof of the last event that sets or deletes a tag.
    case proof(Tag)

    /// The path below the repository.
    var path: String {
        switch self {
        case .checkpoint: "_holdfast/log/checkpoint"
        case .key: "_holdfast/log/key"
        case .tile(let path): "_holdfast/log/tile/\(path)"
        case .proof(let tag): "_holdfast/tags/\(tag)/proof"
        }
    }

    /// The most bytes that are read: those of 256 entries, or of a signed note.
    var limit: Int {
        switch self {
        case .tile: 256 * (2 + 65_535)
        case .checkpoint, .key: 64 << 10
        case .proof: 256 << 10
        }
    }

    /// What it is, for messages.
    public var name: String {
        switch self {
        case .checkpoint: "the checkpoint of the log"
        case .key: "the key of the log"
        case .tile(let path): "tile \(path) of the log"
        case .proof(let tag): "the proof of the tag \(tag)"
        }
    }
}

extension RegistrySource {
    /// Reads a document of the repository's log.
    ///
    /// - Parameter document: Which.
    /// - Returns: The bytes, unverified; nil when the registry has no such document, as one that is no Holdfast.
    /// - Throws: ``ClientError`` when it does not answer, or does not let it be read.
    public func tagLog(_ document: TagLogDocument) async throws -> [UInt8]? {
        let request = RegistryRequest(
            url: try repository.url(document.path),
            headers: ["Accept": "*/*"],
            limit: document.limit,
            purpose: "read \(document.name) of \(name)"
        )
        let answer = try await repository.send(request, repository.pulling)
        switch answer.status {
        case 200: return answer.bytes
        case 404, 405, 501: return nil
        default: throw try await repository.refusal(answer, request, repository.pulling)
        }
    }

    /// Finds what a tag means and what the registry says of its log, and leaves the judgement to the caller.
    ///
    /// - Parameters:
    ///   - tag: The tag.
    ///   - question: How to ask.
    /// - Returns: The answer.
    /// - Throws: ``ClientError``: ``ClientError/Code/notFound`` when there is no such tag.
    public func tagRead(of tag: Tag, by question: TagQuestion) async throws -> TagRead {
        let reference = ManifestReference.tag(tag)
        switch question {
        case .head:
            let (answer, digest) = try await headAnswer(reference)
            return try read(answer, digest, of: tag)
        case .pull:
            let answer = try await repository.send(try request(.GET, reference), repository.pulling, expecting: [200])
            let digest = try Self.verifiedDigest(of: answer, reference, place: repository.describe(reference))
            return try read(answer, digest, of: tag)
        }
    }

    /// Has the session's check judge an answer about a tag before anybody builds on it.
    func submit(_ answer: RegistryAnswer, _ digest: Digest, about reference: ManifestReference) async throws {
        guard case .tag(let tag) = reference, let check = repository.options.tagCheck else { return }
        try await check(try read(answer, digest, of: tag))
    }

    private func read(_ answer: RegistryAnswer, _ digest: Digest, of tag: Tag) throws(ClientError) -> TagRead {
        let header = answer.header(TagLogPosition.headerName)
        let position = header.flatMap { TagLogPosition($0) }
        guard header == nil || position != nil else {
            throw ClientError(
                .malformed,
                "\(repository.describe(.tag(tag))): the registry's \(TagLogPosition.headerName) cannot be understood"
            )
        }
        return TagRead(source: self, tag: tag, digest: digest, position: position)
    }
}
