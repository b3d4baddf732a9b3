// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Crypto
import Foundation
import OCIModel

/// An image whose names and texts try to become part of the page that shows them.
struct HostileImage {
    /// What a page's title becomes if a script of the image runs.
    static let canary = "the canary is dead"
    static let script = "<script>document.title = '\(canary)'</script>"
    static let picture = #"<img src=x onerror="document.title='"# + canary + #"'">"#

    private let layer: [UInt8]
    private let configuration: [UInt8]
    private let manifest: [UInt8]

    init(edition: String) {
        let layer = Self.archive([
            ("opt/\(Self.picture)", "one \(edition)\n"),
            ("opt/\"><svg onload=document.title='dead'>", "\(edition)\n"),
            ("etc/motd", "</td></table></details>\(Self.script)\(Self.picture) \(edition)\n"),
            ("usr/bin/\(Self.script.replacing("/", with: "\\"))", "#!/bin/sh\necho \(edition)\n"),
        ])
        var json = JSONWriter()
        json.object { json in
            json.member("architecture", "amd64")
            json.member("os", "linux")
            json.member("config") { json in
                json.member("Entrypoint", texts: [Self.picture, edition])
                json.member("Env", texts: ["PAGE=\(Self.script) \(edition)"])
                json.member("Labels") { json in
                    json.member("org.opencontainers.image.version", "\(Self.picture)\(edition)")
                    json.member("org.opencontainers.image.source", "javascript:document.title='\(Self.canary)'")
                    json.member(Self.script, "\(Self.script)\(edition)")
                }
            }
            json.member("history", [Self.script]) { json, step in json.member("created_by", step) }
            json.member("rootfs") { json in
                json.member("type", "layers")
                json.member("diff_ids", texts: [Self.digest(of: layer)])
            }
        }
        configuration = json.bytes
        self.layer = layer
        manifest = Self.manifest(layer, configuration)
    }

    var digest: String { Self.digest(of: manifest) }

    /// Pushes the image; gives the status of the last answer.
    func push(to registry: TestRegistry, _ repository: String, tag: String, as user: String) async throws -> Int {
        for blob in [layer, configuration] {
            let digest = Self.digest(of: blob)
            let path = "/v2/\(repository)/blobs/uploads/?digest=\(digest)"
            let answer = try await registry.send(
                .post,
                path,
                as: user,
                headers: ["Content-Type": "application/octet-stream"],
                body: blob
            )
            guard answer.status == 201 else { return answer.status }
        }
        return try await registry.send(
            .put,
            "/v2/\(repository)/manifests/\(tag)",
            as: user,
            headers: ["Content-Type": MediaType.imageManifest.rawValue],
            body: manifest
        ).status
    }
}

extension HostileImage {
    private static func archive(_ files: [(path: String, text: String)]) -> [UInt8] {
        var writer = TarWriter()
        return files.reduce(into: []) { bytes, file in
            let size = Int64(file.text.utf8.count)
            let mode: UInt16 = file.path.hasPrefix("usr/bin") ? 0o755 : 0o644
            bytes += writer.entry(TarEntry(path: ByteString(file.path.utf8), mode: mode, size: size))
            bytes += Array(file.text.utf8) + TarWriter.padding(after: size)
        } + TarWriter.endMarker
    }

    private static func manifest(_ layer: [UInt8], _ configuration: [UInt8]) -> [UInt8] {
        func describe(_ bytes: [UInt8], _ type: String, _ json: inout JSONWriter) {
            json.member("mediaType", type)
            json.member("digest", digest(of: bytes))
            json.member("size", Int64(bytes.count))
        }
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageManifest.rawValue)
            json.member("config") { describe(configuration, "application/vnd.oci.image.config.v1+json", &$0) }
            json.member("layers", [layer]) { describe($1, "application/vnd.oci.image.layer.v1.tar", &$0) }
            json.member("annotations") { $0.member("org.example.note", script) }
        }
        return json.bytes
    }

    private static func digest(of bytes: [UInt8]) -> String {
        "sha256:" + SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
