// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel

extension RegistrySource {
    /// Every type of manifest that is understood here, in one header: some servers read the first alone.
    static let acceptedTypes = [
        MediaType.imageIndex, .imageManifest, .dockerManifestList, .dockerManifest, .artifactManifest,
    ]
    .map(\.rawValue).joined(separator: ", ")

    /// Finds what a reference means with a HEAD request, which docker's registry does not count.
    ///
    /// A registry that does not answer HEAD, or leaves the digest out, is asked for the manifest. One that is overloaded
    /// or asks for a pause is not.
    ///
    /// - Throws: ``ClientError``.
    public func resolve(_ reference: ManifestReference) async throws -> Descriptor {
        // Some registries know GET alone, and an answer to HEAD has no words that say why.
        try await head(reference, readingAfter: [400, 404, 405, 501])
    }

    /// Finds what a reference means with a HEAD request and, unlike ``resolve(_:)``, takes its 404 as the answer.
    ///
    /// For many references, where a second request for each that is gone would be too much. The manifest is read only where
    /// the registry does not support HEAD or leaves digest, type or size out.
    ///
    /// - Throws: ``ClientError``; ``ClientError/Code/notFound`` comes without the registry's words.
    public func head(_ reference: ManifestReference) async throws -> Descriptor {
        try await head(reference, readingAfter: [405, 501])
    }

    private func head(_ reference: ManifestReference, readingAfter statuses: Set<Int>) async throws -> Descriptor {
        let request = try request(.HEAD, reference)
        let answer = try await repository.send(request, repository.pulling)
        if answer.status == 200, let descriptor = try descriptor(of: answer, reference) {
            try await submit(answer, descriptor.digest, about: reference)
            return descriptor
        }
        guard answer.status == 200 || statuses.contains(answer.status) else {
            throw try await repository.refusal(answer, request, repository.pulling)
        }
        return try await manifest(reference).descriptor
    }

    /// Reads a manifest and verifies it: against the digest asked for, else against the one the registry claims.
    ///
    /// - Throws: ``ClientError/Code/integrity`` when the bytes have another digest, ``ClientError/Code/unsupported`` for
    ///   an image of Docker's schema 1, ``ClientError/Code/malformed`` when they are no manifest.
    public func manifest(_ reference: ManifestReference) async throws -> FetchedManifest {
        let answer = try await repository.send(
            try request(.GET, reference),
            repository.pulling,
            expecting: [200]
        )
        let place = repository.describe(reference)
        let digest = try Self.verifiedDigest(of: answer, reference, place: place)
        try Self.requireCurrentSchema(answer, place: place)
        let manifest: Manifest
        do throws(ManifestError) {
            manifest = try ManifestReader.read(answer)
        } catch {
            throw ClientError(.malformed, "\(place): \(error)")
        }
        try await submit(answer, digest, about: reference)
        return FetchedManifest(manifest: manifest, digest: digest)
    }

    func request(_ method: HTTPMethod, _ reference: ManifestReference) throws -> RegistryRequest {
        RegistryRequest(
            method: method,
            url: try repository.url("manifests/\(reference)"),
            headers: ["Accept": Self.acceptedTypes],
            limit: Manifest.maximumSize,
            purpose: "read the manifest \(repository.describe(reference))"
        )
    }

    /// What the head of an answer says of a manifest; nil when it does not say all.
    private func descriptor(of answer: RegistryAnswer, _ reference: ManifestReference) throws -> Descriptor? {
        let place = repository.describe(reference)
        try Self.requireCurrentSchema(answer, place: place)
        let claimed = Self.claimedDigest(of: answer)
        var digest = claimed
        if case .digest(let asked) = reference {
            guard claimed == nil || claimed == asked || claimed?.algorithm != asked.algorithm else {
                throw ClientError(.integrity, "\(place): the registry answers with \(claimed?.rawValue ?? "another")")
            }
            digest = asked
        }
        let type = answer.header("Content-Type").map { MediaType(contentType: $0) }
        guard let digest, let type, type.isWellKnown || type == .artifactManifest, let size = answer.contentLength
        else {
            return nil
        }
        return Descriptor(mediaType: type, digest: digest, size: size)
    }

    static func claimedDigest(of answer: RegistryAnswer) -> Digest? {
        // Losing the reason is right: a claim that cannot be read is none, and the bytes are hashed instead.
        answer.header("Docker-Content-Digest").flatMap { try? Digest($0) }
    }

    static func verifiedDigest(
        of answer: RegistryAnswer,
        _ reference: ManifestReference,
        place: String
    ) throws(ClientError) -> Digest {
        let wanted: Digest?
        switch reference {
        case .digest(let digest): wanted = digest
        case .tag: wanted = claimedDigest(of: answer)
        }
        guard let wanted else { return RunningDigest.of(answer.bytes, .sha256) }
        let found = RunningDigest.of(answer.bytes, wanted.algorithm)
        guard found == wanted else {
            throw ClientError(.integrity, "\(place): the bytes of manifest \(wanted) hash to \(found)")
        }
        return wanted
    }

    private static func requireCurrentSchema(_ answer: RegistryAnswer, place: String) throws(ClientError) {
        guard let type = answer.header("Content-Type"),
            MediaType(contentType: type).rawValue.hasPrefix("application/vnd.docker.distribution.manifest.v1+")
        else { return }
        throw ClientError(
            .unsupported,
            "\(place) is an image of Docker's schema 1, which is not read any more",
            advice: "Pull and push it again with a current docker."
        )
    }
}
