// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto

/// An answer before faults are done to it.
struct Reply {
    var status = 200
    var headers: [(String, String)] = []
    var body: [UInt8] = []

    /// An error document of the protocol.
    static func refusal(_ status: Int, _ code: String, _ words: String, _ headers: [(String, String)] = []) -> Reply {
        Reply(
            status: status,
            headers: headers + [("Content-Type", "application/json")],
            body: Array(#"{"errors":[{"code":"\#(code)","message":"\#(words)"}]}"#.utf8)
        )
    }
}

/// The digest of bytes, reckoned here.
package func digest(of bytes: some Collection<UInt8>) -> String {
    var computation = SHA256()
    computation.update(data: Array(bytes))
    return "sha256:" + computation.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// What the registry holds, and how it answers who asks nicely.
struct Shelf {
    struct StoredManifest {
        var mediaType: String
        var bytes: [UInt8]
        /// The manifest that it says something about.
        var subject: String?
    }

    struct Repository {
        var tags: [String: String] = [:]
        var manifests: [String: StoredManifest] = [:]
        var blobs: [String: [UInt8]] = [:]
    }

    struct Allowance {
        var limit: Int
        var remaining: Int
    }

    /// Who gives tokens, and to whom.
    struct TokenService {
        var realm: String
        var token: String
        var basicLogin: String?
    }

    var repositories: [String: Repository] = [:]
    /// How many manifests may still be read; nil: as many as one likes.
    var allowance: Allowance?
    var tokens: TokenService?

    mutating func reply(to request: SeenRequest) -> Reply {
        if request.path == "/token" { return token(for: request) }
        if let tokens, request.authorization != "Bearer \(tokens.token)" {
            let challenge =
                #"Bearer realm="\#(tokens.realm)/token",service="the double",scope="\#(scope(of: request))""#
            return .refusal(401, "UNAUTHORIZED", "a token is needed", [("WWW-Authenticate", challenge)])
        }
        guard request.path != "/v2/", request.path != "/v2" else { return Reply(body: Array("{}".utf8)) }
        guard let place = Self.place(request.path) else { return .refusal(404, "NOT_FOUND", "no such path") }
        guard request.method == "GET" || request.method == "HEAD" else {
            return .refusal(405, "UNSUPPORTED", "this registry is only read")
        }
        guard let repository = repositories[place.repository] else {
            return .refusal(404, "NAME_UNKNOWN", "there is no repository \(place.repository)")
        }
        switch place.kind {
        case "manifests": return manifest(place.name, in: repository, isRead: request.method == "GET")
        case "blobs": return blob(place.name, in: repository, range: request.range)
        case "referrers": return referrers(of: place.name, in: repository)
        default: return tags(of: place.repository, repository, query: request.query)
        }
    }

    private func token(for request: SeenRequest) -> Reply {
        guard let tokens else { return .refusal(404, "NOT_FOUND", "no tokens here") }
        if let login = tokens.basicLogin, request.authorization != "Basic \(login)" {
            return .refusal(401, "UNAUTHORIZED", "the login is not right")
        }
        return Reply(
            headers: [("Content-Type", "application/json")],
            body: Array(#"{"token":"\#(tokens.token)"}"#.utf8)
        )
    }

    private func scope(of request: SeenRequest) -> String {
        "repository:\(Self.place(request.path)?.repository ?? ""):pull"
    }

    /// `/v2/REPOSITORY/KIND/NAME`, read from its end.
    private static func place(_ path: String) -> (repository: String, kind: String, name: String)? {
        let parts = path.split(separator: "/").map { String($0) }
        guard parts.count >= 4, parts[0] == "v2" else { return nil }
        return (parts[1..<(parts.count - 2)].joined(separator: "/"), parts[parts.count - 2], parts[parts.count - 1])
    }
}

// MARK: - The kinds of content

extension Shelf {
    private mutating func manifest(_ name: String, in repository: Repository, isRead: Bool) -> Reply {
        let digest = repository.tags[name] ?? name
        guard let manifest = repository.manifests[digest] else {
            return .refusal(404, "MANIFEST_UNKNOWN", "there is no manifest \(name)")
        }
        var headers = [("Content-Type", manifest.mediaType), ("Docker-Content-Digest", digest)]
        if let before = allowance {
            let window = "w=21600"
            guard !isRead || before.remaining > 0 else {
                return .refusal(429, "TOOMANYREQUESTS", "you have read enough", [("Retry-After", "600")])
            }
            let left = isRead ? before.remaining - 1 : before.remaining
            allowance?.remaining = left
            headers += [("RateLimit-Limit", "\(before.limit);\(window)"), ("RateLimit-Remaining", "\(left);\(window)")]
        }
        return Reply(headers: headers, body: manifest.bytes)
    }

    private func blob(_ name: String, in repository: Repository, range: String?) -> Reply {
        guard let bytes = repository.blobs[name] else {
            return .refusal(404, "BLOB_UNKNOWN", "there is no blob \(name)")
        }
        var headers = [("Content-Type", "application/octet-stream"), ("Docker-Content-Digest", name)]
        guard let range, range.hasPrefix("bytes=") else { return Reply(headers: headers, body: bytes) }
        let ends = range.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard let first = ends.first.flatMap({ Int($0) }), first < bytes.count else {
            return .refusal(416, "UNSUPPORTED", "there is no such part")
        }
        let last = min(ends.last.flatMap { Int($0) } ?? bytes.count - 1, bytes.count - 1)
        headers.append(("Content-Range", "bytes \(first)-\(last)/\(bytes.count)"))
        return Reply(status: 206, headers: headers, body: Array(bytes[first...max(first, last)]))
    }

    private func referrers(of subject: String, in repository: Repository) -> Reply {
        let entries = repository.manifests.filter { $0.value.subject == subject }.sorted { $0.key < $1.key }.map {
            #"{"mediaType":"\#($0.value.mediaType)","digest":"\#($0.key)","size":\#($0.value.bytes.count)}"#
        }
        let type = "application/vnd.oci.image.index.v1+json"
        return Reply(
            headers: [("Content-Type", type)],
            body: Array(
                #"{"schemaVersion":2,"mediaType":"\#(type)","manifests":[\#(entries.joined(separator: ","))]}"#.utf8
            )
        )
    }

    private func tags(of name: String, _ repository: Repository, query: String) -> Reply {
        var limit = Int.max
        var last = ""
        for pair in query.split(separator: "&") {
            if pair.hasPrefix("n=") { limit = Int(pair.dropFirst(2)) ?? limit }
            if pair.hasPrefix("last=") { last = String(pair.dropFirst(5)) }
        }
        let following = repository.tags.keys.sorted().filter { $0 > last }
        let page = following.prefix(limit)
        var headers = [("Content-Type", "application/json")]
        if page.count < following.count, let end = page.last {
            headers.append(("Link", "</v2/\(name)/tags/list?n=\(limit)&last=\(end)>; rel=\"next\""))
        }
        let names = page.map { #""\#($0)""# }.joined(separator: ",")
        return Reply(headers: headers, body: Array(#"{"name":"\#(name)","tags":[\#(names)]}"#.utf8))
    }
}
