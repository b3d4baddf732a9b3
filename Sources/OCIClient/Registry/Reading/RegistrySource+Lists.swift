// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
public import OCIModel

extension RegistrySource {
    private static let listLimit = 16 << 20
    private static let mostPages = 10_000
    private static let mostReferrers = 100_000

    /// Lists the tags, all pages, at most 16 MiB of them.
    ///
    /// Names outside the grammar of tags are left out: nobody could ask for them.
    ///
    /// - Throws: ``ClientError``.
    public func tags() async throws -> [String] {
        var tags: [String] = []
        let request = RegistryRequest(
            url: try repository.url("tags/list?n=1000"),
            limit: Self.listLimit,
            purpose: "list the tags of \(name)"
        )
        try await eachPage(request) { answer throws(ClientError) in
            guard let list = Self.list("tags", in: answer.bytes) else {
                throw ClientError(.malformed, "could not \(request.purpose): the answer is no list of tags")
            }
            // Losing the reason is right: what is no tag is left out.
            tags += list.compactMap { $0.string }.filter { (try? Tag($0)) != nil }
        }
        return tags
    }

    /// Lists the manifests whose subject is a digest, from the referrers API or the index that stands in for it.
    ///
    /// - Throws: ``ClientError``.
    public func referrers(of subject: Digest) async throws -> [Descriptor] {
        let request = RegistryRequest(
            url: try repository.url("referrers/\(subject)"),
            headers: ["Accept": MediaType.imageIndex.rawValue],
            limit: Self.listLimit,
            purpose: "list what refers to \(repository.describe(.digest(subject)))"
        )
        let first = try await repository.send(request, repository.pulling)
        switch first.status {
        case 200 where Self.isIndex(first): break
        case 200, 400, 404, 405, 406, 501: return try await fallbackReferrers(of: subject)
        default: throw try await repository.refusal(first, request, repository.pulling)
        }
        return try await referrers(request, first: first)
    }

    /// Lists the manifests of one type whose subject is a digest.
    ///
    /// - Parameters:
    ///   - subject: The digest.
    ///   - artifactType: The type, as lists of referrers tell it.
    /// - Returns: What there is; nil where the registry does not pick out what is of a type, or lists nothing.
    /// - Throws: ``ClientError``.
    public func referrers(of subject: Digest, artifactType: String) async throws -> [Descriptor]? {
        let request = RegistryRequest(
            url: try repository.url("referrers/\(subject)").adding("artifactType", artifactType),
            headers: ["Accept": MediaType.imageIndex.rawValue],
            limit: Self.listLimit,
            purpose: "list what of type \(artifactType) refers to \(repository.describe(.digest(subject)))"
        )
        let first = try await repository.send(request, repository.pulling)
        switch first.status {
        case 200 where Self.isIndex(first): break
        case 200, 400, 404, 405, 406, 501: return nil
        default: throw try await repository.refusal(first, request, repository.pulling)
        }
        // Without the header the list is that of everything.
        let filters = first.headers[canonicalForm: "OCI-Filters-Applied"]
        guard filters.contains("artifactType") else { return nil }
        return try await referrers(request, first: first)
    }

    private func referrers(_ request: RegistryRequest, first: RegistryAnswer) async throws -> [Descriptor] {
        var found: [Descriptor] = []
        var seen: Set<Digest> = []
        try await eachPage(request, first: first) { answer throws(ClientError) in
            do throws(ManifestError) {
                let page = try Manifest(answer.bytes, declared: .imageIndex)
                found += page.manifests.filter { seen.insert($0.digest).inserted }
            } catch {
                throw ClientError(.malformed, "could not \(request.purpose): \(error)")
            }
            guard found.count <= Self.mostReferrers else {
                throw ClientError(.malformed, "could not \(request.purpose): there are more than \(Self.mostReferrers)")
            }
        }
        return found
    }

    private static func isIndex(_ answer: RegistryAnswer) -> Bool {
        answer.header("Content-Type").map { MediaType(contentType: $0) } == .imageIndex
    }

    /// What the index under the fallback tag lists; nothing when there is none.
    func fallbackReferrers(of subject: Digest) async throws -> [Descriptor] {
        guard let tag = Tag(referrersOf: subject) else { return [] }
        do {
            return try await manifest(.tag(tag)).manifest.manifests
        } catch let error as ClientError where error.code == .notFound {
            return []
        }
    }

    private static func list(_ key: String, in bytes: [UInt8]) -> [JSONValue]? {
        // Losing the reason is right: the caller says that the answer is no list.
        guard let document = try? JSONValue(parsing: bytes), document.object != nil else { return nil }
        switch document[key] {
        case nil, .null?: return []
        case .array(let elements)?: return elements
        default: return nil
        }
    }

    /// Reads a list page by page; pages stay on the registry, end, and have a bound together.
    private func eachPage(
        _ request: RegistryRequest,
        first: RegistryAnswer? = nil,
        _ body: (RegistryAnswer) throws(ClientError) -> Void
    ) async throws {
        var request = request
        var seen: Set<RequestURL> = [request.url]
        var size = 0
        var known = first
        while true {
            let answer: RegistryAnswer
            if let first = known {
                answer = first
            } else {
                answer = try await repository.send(request, repository.pulling, expecting: [200])
            }
            known = nil
            size += answer.bytes.count
            guard size <= Self.listLimit, seen.count <= Self.mostPages else {
                throw ClientError(.malformed, "could not \(request.purpose): the list is larger than 16 MiB")
            }
            try body(answer)
            guard let link = LinkHeader.next(in: answer.headers["Link"]) else { return }
            guard let next = request.url.resolving(link), next.isSameOrigin(as: request.url), seen.insert(next).inserted
            else {
                throw ClientError(
                    .malformed,
                    "could not \(request.purpose): the list goes on at a place that is not of this registry, or in circles"
                )
            }
            request.url = next
        }
    }
}

extension Tag {
    /// The tag under which clients keep the list of what refers to a digest, where the registry does not.
    ///
    /// See <https://github.com/opencontainers/distribution-spec/blob/main/spec.md#referrers-tag-schema>.
    init?(referrersOf digest: Digest) {
        // Losing the reason is right: a digest that makes no tag has no such list.
        guard let tag = try? Tag("\(digest.algorithm.rawValue)-\(digest.hex.prefix(64))") else { return nil }
        self = tag
    }
}
