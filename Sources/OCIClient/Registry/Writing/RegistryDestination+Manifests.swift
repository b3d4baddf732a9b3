// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1
import OCIModel

extension RegistryDestination {
    /// Reads what a tag means so far.
    public func current(_ tag: String) async throws -> FetchedManifest? {
        // What is no tag means nothing; to write it is refused with words.
        guard let tag = try? Tag(tag) else { return nil }
        let reference = Reference(repository: repository.name, tag: tag)
        do {
            return try await RegistrySource(reference: reference, repository: repository).manifest(.tag(tag))
        } catch let error as ClientError where error.code == .notFound {
            return nil
        }
    }

    /// Writes a manifest: under its tags if there are any, else under its digest.
    ///
    /// Under a tag alone, so that content which a registry holds back for a decision is not in the open by its digest
    /// already. A digest that the registry would not compute itself is written first.
    ///
    /// - Parameters:
    ///   - manifest: The manifest; its bytes go as they are.
    ///   - tags: The tags that are to mean it.
    /// - Throws: ``ClientError/Code/refused`` with the registry's words when a rule holds or denies the change.
    public func write(_ manifest: FetchedManifest, tags: [String]) async throws {
        if tags.isEmpty || manifest.digest.algorithm != .sha256 {
            try await put(manifest, under: .digest(manifest.digest))
        }
        for text in tags {
            let tag: Tag
            do throws(NameError) {
                tag = try Tag(text)
            } catch {
                throw ClientError(.malformed, "\(name): \"\(text)\" is not a tag: \(error)")
            }
            try await put(manifest, under: .tag(tag))
        }
    }

    private func put(_ manifest: FetchedManifest, under reference: ManifestReference) async throws {
        var headers: HTTPHeaders = ["Content-Type": manifest.manifest.mediaType.rawValue]
        if let promotedFrom, case .tag = reference {
            headers.add(name: "Holdfast-Promoted-From", value: promotedFrom.description)
        }
        let request = RegistryRequest(
            method: .PUT,
            url: try repository.url("manifests/\(reference)"),
            headers: headers,
            body: .bytes(ByteBuffer(bytes: manifest.manifest.bytes)),
            purpose: "write the manifest \(repository.describe(reference))"
        )
        let answer = try await repository.send(request, repository.pushing, expecting: [200, 201, 202, 204])
        // Losing the reason is right: a claim that cannot be read says nothing about another digest.
        if let text = answer.header("Docker-Content-Digest"), let stored = try? Digest(text),
            stored.algorithm == manifest.digest.algorithm, stored != manifest.digest
        {
            throw ClientError(
                .integrity,
                "\(repository.describe(reference)): the registry stored \(stored) where \(manifest.digest) was sent"
            )
        }
        if let subject = manifest.manifest.subject, answer.header("OCI-Subject") == nil {
            try await list(manifest, as: subject.digest)
        }
    }

    /// Adds a manifest to the index that stands in for the referrers API, where a registry does not have one.
    ///
    /// See <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pushing-manifests-with-subject>. Two
    /// clients that do so at once can lose an entry; the specification knows no way out.
    private func list(_ manifest: FetchedManifest, as subject: Digest) async throws {
        guard let tag = Tag(referrersOf: subject) else { return }
        let source = RegistrySource(
            reference: Reference(repository: repository.name, tag: tag),
            repository: repository
        )
        let known = try await source.fallbackReferrers(of: subject)
        guard !known.contains(where: { $0.digest == manifest.digest }) else { return }
        var entry = manifest.descriptor
        entry.annotations = manifest.manifest.annotations
        let index = try ReferrersIndex(manifests: known + [entry]).manifest(for: "\(name):\(tag)")
        try await put(index, under: .tag(tag))
    }
}
