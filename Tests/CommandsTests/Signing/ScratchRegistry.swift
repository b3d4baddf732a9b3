// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import Trust

@testable import Commands

/// A registry in memory with one repository that is written to, which tests can interfere with.
final class ScratchRegistry: Sendable {
    struct Stored: Sendable {
        var type: String
        var text: String
        var subject: String?
        var artifactType: String?
    }

    struct State: Sendable {
        var tags: [String: String] = [:]
        var manifests: [String: Stored] = [:]
        var blobs: [String: String] = [:]
        /// Happens once, right before the next manifest is written under a tag that ends so.
        var interruption: (suffix: String, change: @Sendable (inout State) -> Void)?
        /// Whether If-Match and If-None-Match mean anything to it.
        var knowsConditions = true
        var uploaded = ""
        /// Whether the list of all that refers to something has no end, and only the lists of single types do.
        var isCrowded = false
    }

    private let state = Mutex(State())

    var now: State { state.withLock { $0 } }

    func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    /// Runs it, and hands over its host and port.
    func run(_ body: (String) async throws -> Void) async throws {
        try await FakeServer.run(answering: { self.answer($0) }) { server in
            try await body(String(server.url.dropFirst("http://".count)))
        }
    }

    func answer(_ request: FakeServer.Request) -> FakeServer.Answer {
        state.withLock { $0.answer(request) }
    }
}

extension ScratchRegistry.State {
    /// Puts a manifest in and gives its digest.
    @discardableResult
    mutating func put(_ text: String, type: MediaType, tag: String? = nil) -> Digest {
        let digest = Digest(sha256Of: Array(text.utf8))
        // What a test puts in is a manifest.
        let manifest = try? Manifest(Array(text.utf8), declared: type)
        manifests[digest.rawValue] = .init(
            type: type.rawValue,
            text: text,
            subject: manifest?.subject?.digest.rawValue,
            artifactType: manifest?.artifactType
        )
        if let tag { tags[tag] = digest.rawValue }
        return digest
    }

    @discardableResult
    mutating func put(blob text: String) -> Digest {
        let digest = Digest(sha256Of: Array(text.utf8))
        blobs[digest.rawValue] = text
        return digest
    }

    fileprivate mutating func answer(_ request: FakeServer.Request) -> FakeServer.Answer {
        let path = request.target.prefix { $0 != "?" }
        let parts = path.split(separator: "/").map { String($0) }
        guard parts.first == "v2", parts.count >= 5 else { return .error(404, "NOT_FOUND", "no such path") }
        let (kind, name) = (parts[3], parts[4])
        switch (request.method, kind) {
        case ("GET", "manifests"): return manifest(tags[name] ?? name)
        // Without a length of the body, HEAD would say nothing: clients then ask with GET.
        case ("HEAD", "manifests"): return .error(405, "UNSUPPORTED", "no HEAD here")
        case ("PUT", "manifests"): return write(request, name)
        case ("GET", "referrers"): return referrers(of: name, request.target)
        case ("HEAD", "blobs"), ("GET", "blobs"):
            guard let blob = blobs[name] else { return .error(404, "BLOB_UNKNOWN", "no such blob") }
            return FakeServer.Answer(body: request.method == "HEAD" ? "" : blob)
        case ("POST", "blobs"): return FakeServer.Answer(status: 202, headers: [("Location", "/v2/team/app/blobs/up")])
        case ("PATCH", "blobs"):
            uploaded = request.body
            return FakeServer.Answer(status: 202, headers: [("Location", "/v2/team/app/blobs/up")])
        case ("PUT", "blobs"):
            put(blob: uploaded)
            return FakeServer.Answer(status: 201)
        default: return .error(404, "NOT_FOUND", "no such path")
        }
    }

    private func manifest(_ digest: String) -> FakeServer.Answer {
        guard let found = manifests[digest] else { return .error(404, "MANIFEST_UNKNOWN", "no such manifest") }
        return FakeServer.Answer(
            headers: [("Content-Type", found.type), ("Docker-Content-Digest", digest)],
            body: found.text
        )
    }

    private mutating func write(_ request: FakeServer.Request, _ name: String) -> FakeServer.Answer {
        if let interruption, name.hasSuffix(interruption.suffix) {
            self.interruption = nil
            interruption.change(&self)
        }
        let type = MediaType(rawValue: request.headers["content-type"] ?? "")
        let isTag = !name.hasPrefix("sha256:")
        if isTag, knowsConditions {
            let condition = request.headers["if-match"]
            if let condition, condition != "\"\(tags[name] ?? "")\"" { return .error(412, "DENIED", "it moved") }
            if request.headers["if-none-match"] == "*", tags[name] != nil {
                return .error(412, "DENIED", "it is there")
            }
        }
        let digest = put(request.body, type: type, tag: isTag ? name : nil)
        var headers = [("Docker-Content-Digest", digest.rawValue)]
        if let subject = manifests[digest.rawValue]?.subject { headers.append(("OCI-Subject", subject)) }
        return FakeServer.Answer(status: 201, headers: headers)
    }

    private func referrers(of subject: String, _ target: String) -> FakeServer.Answer {
        let type = target.split(separator: "?artifactType=").dropFirst().first
            .map { String($0).replacing("%2F", with: "/").replacing("%2B", with: "+") }
        guard type != nil || !isCrowded else {
            // A list that goes on where it began.
            return FakeServer.Answer(
                headers: [("Content-Type", MediaType.imageIndex.rawValue), ("Link", "<\(target)>; rel=next")],
                body: #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[]}"#
            )
        }
        let found = manifests.filter { $0.value.subject == subject && (type == nil || $0.value.artifactType == type) }
        let entries = found.sorted { $0.key < $1.key }.map {
            #"{"mediaType":"\#($0.value.type)","digest":"\#($0.key)","size":\#($0.value.text.utf8.count),"#
                + #""artifactType":"\#($0.value.artifactType ?? "")"}"#
        }
        let list = entries.joined(separator: ",")
        return FakeServer.Answer(
            headers: [("Content-Type", MediaType.imageIndex.rawValue)]
                + (type == nil ? [] : [("OCI-Filters-Applied", "artifactType")]),
            body: #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[\#(list)]}"#
        )
    }
}

extension ScratchRegistry.State {
    /// Puts an image of a label in, and gives its digest.
    @discardableResult
    mutating func putImage(_ label: String, tag: String? = nil) -> Digest {
        let config = put(blob: #"{"architecture":"amd64","os":"linux","label":"\#(label)"}"#)
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)","config":{"mediaType":"#
            + #""application/vnd.oci.image.config.v1+json","digest":"\#(config)","size":1},"layers":[]}"#
        return put(text, type: .imageManifest, tag: tag)
    }

    /// Puts an index of images in, and gives its digest.
    @discardableResult
    mutating func putIndex(_ images: [Digest], tag: String) -> Digest {
        let entries = images.map {
            #"{"mediaType":"\#(MediaType.imageManifest)","digest":"\#($0)","size":"#
                + "\(manifests[$0.rawValue]?.text.utf8.count ?? 0)}"
        }
        let text =
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[\#(entries.joined(separator: ","))]}"#
        return put(text, type: .imageIndex, tag: tag)
    }

    /// The layers under the companion tag of a manifest.
    func companion(of digest: Digest) throws -> Manifest? {
        guard let found = tags["sha256-\(digest.hex).sig"].flatMap({ manifests[$0] }) else { return nil }
        return try Manifest(Array(found.text.utf8), declared: .imageManifest)
    }

    /// Hangs something that is no signature on a manifest.
    mutating func putReport(_ text: String, of subject: Digest) {
        let (config, layer) = (put(blob: "{}"), put(blob: text))
        put(
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)","artifactType":"application/spdx+json","#
                + #""config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"\#(config)","size":2},"#
                + #""layers":[{"mediaType":"application/spdx+json","digest":"\#(layer)","size":\#(text.utf8.count)}],"#
                + #""subject":{"mediaType":"\#(MediaType.imageManifest)","digest":"\#(subject)","size":1}}"#,
            type: .imageManifest
        )
    }

    /// Hangs a bundle on a manifest.
    mutating func putBundle(_ bundle: String, of subject: Digest) {
        let type = "application/vnd.dev.sigstore.bundle.v0.3+json"
        let (config, layer) = (put(blob: "{}"), put(blob: bundle))
        put(
            #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)","artifactType":"\#(type)","#
                + #""config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"\#(config)","size":2},"#
                + #""layers":[{"mediaType":"\#(type)","digest":"\#(layer)","size":\#(bundle.utf8.count)}],"#
                + #""subject":{"mediaType":"\#(MediaType.imageManifest)","digest":"\#(subject)","size":1}}"#,
            type: .imageManifest
        )
    }
}
