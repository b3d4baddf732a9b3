// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel
import Synchronization

/// Reads since when tags mean what they mean, from registries that remember it.
///
/// The end point is that of a draft of the distribution specification
/// (<https://github.com/opencontainers/distribution-spec/pull/606>). A registry is asked once whether it has extensions;
/// most have none, and are asked nothing more.
public final class TagHistoryReading: Sendable {
    private static let listLimit = 4 << 20
    private static let entries = 100

    let round: QuestionRound
    private let turnstile = Turnstile()
    private let hosts = Mutex<[RegistryAddress: Result<Bool, ClientError>]>([:])

    /// Creates a reading.
    ///
    /// - Parameters:
    ///   - session: The connections, tokens and logins.
    ///   - floor: How many requests a registry has to grant still for another one to be made.
    public init(session: RegistrySession, floor: Int64 = DigestResolver.standardFloor) {
        self.round = QuestionRound(session: session, floor: floor)
    }

    /// Reads what a tag came to mean last.
    ///
    /// - Parameter reference: A reference with a tag; a digest is not looked at.
    /// - Returns: The entry; nil when the registry keeps no history of the tag, or when the tag was deleted.
    /// - Throws: ``ClientError`` when the registry does not answer.
    public func latest(of reference: Reference) async throws -> TagHistoryEntry? {
        try await latest(from: try round.session.source(reference))
    }

    /// Reads when a tag came to mean a digest; the last time, when it did so more than once.
    ///
    /// - Parameters:
    ///   - digest: The digest.
    ///   - reference: A reference with the tag.
    /// - Returns: The moment; nil when the registry keeps no history of the tag, or the tag never meant the digest, or was
    ///   deleted since.
    /// - Throws: ``ClientError`` when the registry does not answer.
    public func firstSeen(_ digest: Digest, of reference: Reference) async throws -> Timestamp? {
        try await firstSeen(digest, from: try round.session.source(reference))
    }

    /// Reads what many tags came to mean last, several at a time; see ``latest(of:)``.
    public func latest(of references: [Reference]) async -> [Reference: Result<TagHistoryEntry?, ClientError>] {
        await round.ask(references, progress: nil) { [self] in try await latest(from: $0) }
    }

    /// Reads when many tags came to mean digests, several at a time; see ``firstSeen(_:of:)``.
    ///
    /// - Parameter references: References with both tag and digest; others are answered with nil.
    /// - Returns: The moment for each.
    public func firstSeen(of references: [Reference]) async -> [Reference: Result<Timestamp?, ClientError>] {
        await round.ask(references, progress: nil) { [self] source in
            guard let digest = source.reference.digest else { return nil }
            return try await firstSeen(digest, from: source)
        }
    }
}

extension TagHistoryReading {
    private func latest(from source: RegistrySource) async throws -> TagHistoryEntry? {
        try await history(of: source, query: "n=1")?.entries.first.flatMap { $0.event == .set ? $0 : nil }
    }

    private func firstSeen(_ digest: Digest, from source: RegistrySource) async throws -> Timestamp? {
        // A registry that does not know the parameter answers with the others, too.
        let page = try await history(of: source, query: "n=\(Self.entries)&digest=\(digest)")
        return page?.entries.first { $0.digest == digest }.flatMap { $0.event == .set ? $0.time : nil }
    }

    /// Some entries of a tag, newest first.
    struct Page {
        let entries: [TagHistoryEntry]
        /// What time the registry said it was.
        let date: Timestamp?
    }

    /// The newest entries of a tag that fit; nil where there is no history.
    func history(of source: RegistrySource, query: String) async throws -> Page? {
        guard let tag = source.reference.tag, try await hasExtensions(source) else { return nil }
        let repository = source.repository
        let request = RegistryRequest(
            url: try repository.url("_oci/tag-history/\(tag)?\(query)"),
            headers: ["Accept": MediaType.imageIndex.rawValue],
            limit: Self.listLimit,
            purpose: "read the history of \(repository.describe(.tag(tag)))"
        )
        let answer = try await repository.send(request, repository.pulling)
        switch answer.status {
        case 200: break
        case 400, 404, 405, 501: return nil
        default: throw try await repository.refusal(answer, request, repository.pulling)
        }
        do throws(ManifestError) {
            let list = try Manifest(answer.bytes, declared: .imageIndex).manifests
            let entries = list.compactMap { TagHistoryEntry($0) }
            // An entry that cannot be read may be the newest: without it the others say too much.
            guard entries.count == list.count else { throw ManifestError.missing("annotations") }
            return Page(entries: entries, date: answer.header("Date").flatMap { Timestamp(httpDate: $0) })
        } catch {
            throw ClientError(.malformed, "could not \(request.purpose): \(error)")
        }
    }

    /// Tells whether a registry has extensions of the specification; asked once, whatever the answer.
    private func hasExtensions(_ source: RegistrySource) async throws -> Bool {
        let address = source.address
        guard address.host != RegistryAddress.dockerHub else { return false }
        // Whoever comes second waits for the first and takes what that one got.
        let pass = try await turnstile.enter(address.host, limit: 1)
        defer { pass.leave() }
        if let known = hosts.withLock({ $0[address] }) { return try known.get() }
        let found: Result<Bool, ClientError>
        do {
            found = .success(try await discover(source.repository))
        } catch let error as ClientError {
            found = .failure(error)
        }
        hosts.withLock { $0[address] = found }
        return try found.get()
    }

    private func discover(_ repository: RemoteRepository) async throws -> Bool {
        let purpose = "ask \(repository.address) for its extensions"
        guard let url = repository.address.url.at("/v2/_oci/ext/discover") else { return false }
        let request = RegistryRequest(url: url, headers: ["Accept": "application/json"], purpose: purpose)
        let answer = try await repository.send(request, repository.pulling)
        guard answer.status == 200 else {
            // Registries without extensions refuse in many ways; only one that is broken or busy leaves it open.
            guard answer.status == 429 || answer.status >= 500, answer.status != 501 else { return false }
            throw try await repository.refusal(answer, request, repository.pulling)
        }
        // Losing the reason is right: an answer that is no list of extensions names none.
        let document = try? JSONValue(parsing: answer.bytes)
        return document?["extensions"]?.array?.contains { $0["name"]?.string == "_oci" } ?? false
    }
}
