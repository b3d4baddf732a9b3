// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOHTTP1
import OCIModel
import Synchronization

@testable import OCIClient

/// A registry in memory, as far as copies need one: repositories share nothing, unless a blob is mounted.
final class MemoryRegistry: Sendable {
    struct Repository {
        var blobs: [String: [UInt8]] = [:]
        var manifests: [String: (type: String, bytes: [UInt8])] = [:]
        var tags: [String: String] = [:]
        var uploads = 0
    }

    private let repositories: Mutex<[String: Repository]>

    /// Creates a registry whose repository `team/app` holds images.
    init(_ images: TestImages) {
        var repository = Repository()
        for (digest, bytes) in images.blobs { repository.blobs[digest.rawValue] = bytes }
        for (digest, fetched) in images.manifests {
            repository.manifests[digest.rawValue] = (fetched.manifest.mediaType.rawValue, fetched.manifest.bytes)
        }
        for (tag, digest) in images.tags { repository.tags[tag] = digest.rawValue }
        repositories = Mutex(["team/app": repository])
    }

    subscript(name: String) -> Repository { repositories.withLock { $0[name] ?? Repository() } }

    /// Serves the registry, and gives its host and a session.
    func with(_ body: (String, RegistrySession) async throws -> Void) async throws {
        try await ScriptedServer.run({ self.answer($0) }) { server in
            try await TestRegistry.withSession { try await body(server.host, $0) }
        }
    }

    private func answer(_ request: ScriptedRequest) -> ScriptedAnswer {
        let elements = request.path.split(separator: "/").map(String.init)
        guard elements.count >= 5 else { return .text("{}") }
        let name = elements[1...2].joined(separator: "/")
        return repositories.withLock { repositories in
            if let mounted = request.query("mount"), let from = request.query("from"),
                let bytes = repositories[from]?.blobs[mounted]
            {
                repositories[name, default: Repository()].blobs[mounted] = bytes
                return .empty(201, ("Location", "/v2/\(name)/blobs/\(mounted)"))
            }
            return repositories[name, default: Repository()].answer(request, elements[3], elements[4], name)
        }
    }
}

extension MemoryRegistry.Repository {
    fileprivate mutating func answer(
        _ request: ScriptedRequest,
        _ kind: String,
        _ last: String,
        _ name: String
    ) -> ScriptedAnswer {
        switch (request.method, kind, last) {
        case ("GET", "tags", _):
            var json = JSONWriter()
            json.object { $0.member("tags", texts: tags.keys.sorted()) }
            return .bytes(json.bytes)
        case ("GET", "referrers", _): return referrers(of: last)
        case ("GET", "manifests", _), ("HEAD", "manifests", _):
            let digest = tags[last] ?? last
            guard let manifest = manifests[digest] else { return .text("{}", status: 404) }
            return .bytes(manifest.bytes, ("Content-Type", manifest.type), ("Docker-Content-Digest", digest))
        case ("PUT", "manifests", _):
            let digest = RunningDigest.of(request.body, .sha256).rawValue
            manifests[digest] = (request.header("Content-Type") ?? "", request.body)
            if last != digest { tags[last] = digest }
            return .empty(201, ("Docker-Content-Digest", digest), ("OCI-Subject", digest))
        case (_, "blobs", "uploads"): return upload(request, name)
        case (_, "blobs", _):
            guard let blob = blobs[last] else { return .text("{}", status: 404) }
            guard let range = request.header("Range"), let start = Int(range.filter(\.isNumber)) else {
                return .bytes(blob)
            }
            guard start < blob.count else { return .empty(416) }
            let rest = Array(blob.dropFirst(start))
            return .bytes(rest, status: 206, ("Content-Range", "bytes \(start)-\(blob.count - 1)/\(blob.count)"))
        default: return .text("{}", status: 404)
        }
    }

    private mutating func upload(_ request: ScriptedRequest, _ name: String) -> ScriptedAnswer {
        switch request.method {
        case "POST":
            uploads += 1
            return .empty(202, ("Location", "/v2/\(name)/blobs/uploads/\(uploads)"))
        case "PATCH":
            blobs[request.path] = request.body
            return .empty(202, ("Location", request.path))
        case "PUT":
            let bytes = (blobs.removeValue(forKey: request.path) ?? []) + request.body
            let digest = RunningDigest.of(bytes, .sha256).rawValue
            guard digest == request.query("digest") else { return .text("{}", status: 400) }
            blobs[digest] = bytes
            return .empty(201, ("Location", "/v2/\(name)/blobs/\(digest)"))
        default:
            blobs.removeValue(forKey: request.path)
            return .empty(204)
        }
    }

    private func referrers(of subject: String) -> ScriptedAnswer {
        let found = manifests.compactMap { digest, stored -> (String, Manifest)? in
            guard let manifest = try? Manifest(stored.bytes, declared: MediaType(rawValue: stored.type)),
                manifest.subject?.digest.rawValue == subject
            else { return nil }
            return (digest, manifest)
        }
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageIndex.rawValue)
            json.member("manifests", found) { json, entry in
                json.member("mediaType", entry.1.mediaType.rawValue)
                json.member("digest", entry.0)
                json.member("size", Int64(entry.1.bytes.count))
                json.member("artifactType", entry.1.artifactType)
            }
        }
        return .bytes(json.bytes, ("Content-Type", MediaType.imageIndex.rawValue))
    }
}

extension ScriptedRequest {
    /// A parameter of the query, in which only colons and slashes are escaped.
    fileprivate func query(_ name: String) -> String? {
        target.split(separator: "?").last?.split(separator: "&").first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.count + 1)).replacing("%3A", with: ":").replacing("%2F", with: "/") }
    }
}
