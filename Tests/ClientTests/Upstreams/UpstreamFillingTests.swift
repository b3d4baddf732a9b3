// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import RegistryDouble
import Testing

extension ClientTests {
    /// What comes of pulls while content is still on its way from the upstream.
    @Suite struct UpstreamFillingTests {
        private static let name = "docker.io/library/app"
        private static let mebibyte = 1 << 20

        /// Many pulls of one image that is not here: `HOLDFAST_PULL_MEBIBYTES` makes it larger, `HOLDFAST_PULLS` more.
        @Test(.needs("docker-registry"))
        func manyPullsOfOneImageAreOneDownload() async throws {
            var noise = Noise(seed: 6)
            let size = Machine.number("HOLDFAST_PULL_MEBIBYTES", otherwise: 60)
            let pulls = Machine.number("HOLDFAST_PULLS", otherwise: 200)
            let image = try TestImage.random(
                layers: [size / 2, size / 3, size / 6].map { $0 * Self.mebibyte },
                using: &noise
            )
            let digests = Set(image.blobs.map { sha256(of: $0) })
            try await DockerRegistry.run { upstream in
                #expect(try await upstream.http.push(image, to: "library/app", as: "1.0").status == 201)
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    try await Puller.run(registry.url) { puller in
                        try await withThrowingTaskGroup(of: Set<String>.self) { group in
                            for _ in 0..<pulls { group.addTask { try await puller.pull(Self.name, "1.0") } }
                            for try await pulled in group { #expect(pulled == digests) }
                        }
                    }
                    let path = "/v2/library/app"
                    #expect(try upstream.count("GET \(path)/manifests/1.0") == 1)
                    for digest in digests { #expect(try upstream.count("GET \(path)/blobs/\(digest)") == 1) }
                    let peak = try registry.peakMemory()
                    #expect(peak < 384 * Self.mebibyte, "\(peak / Self.mebibyte) MiB")
                }
            }
        }

        /// `HOLDFAST_FILLING_ROUNDS` kills the registry that often, each time at another moment.
        @Test func registryThatIsKilledWhileItFillsServesNothingWrongAfterwards() async throws {
            var noise = Noise(seed: 9)
            try await FaultyRegistry.run { upstream in
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    for round in 0..<Machine.number("HOLDFAST_FILLING_ROUNDS", otherwise: 6) {
                        let image = try TestImage.random(layers: [2 * Self.mebibyte], using: &noise)
                        let tag = "round-\(round)"
                        upstream.put(image, in: "library/app", as: tag)
                        upstream.fail(.blobs, with: .pace(piece: 128 << 10, milliseconds: 10))
                        let url = registry.url
                        let pull = Task { try await Puller.run(url) { try await $0.pull(Self.name, tag) } }
                        #expect(
                            try await eventually(within: .seconds(60)) {
                                upstream.requests.contains { $0.path.hasSuffix(sha256(of: image.blobs[1])) }
                            }
                        )
                        try await Task.sleep(for: .milliseconds(Int64(round) * 40))
                        await registry.kill()
                        // It may have been done already; half an image it must not have got.
                        if let pulled = try? await pull.value { #expect(pulled.count == image.blobs.count) }

                        upstream.heal()
                        try await registry.start()
                        let again = try await Puller.run(registry.url) { try await $0.pull(Self.name, tag) }
                        #expect(again == Set(image.blobs.map { sha256(of: $0) }))
                    }
                    let scrubbed = try await registry.holdfast("scrub")
                    #expect(scrubbed.status == 0, "\(scrubbed)")
                }
            }
        }

        @Test(.needs("curl"))
        func wrongBytesNeverLookComplete() async throws {
            var noise = Noise(seed: 12)
            let image = try TestImage.random(layers: [Self.mebibyte], using: &noise)
            let layer = sha256(of: image.blobs[1])
            try await FaultyRegistry.run { upstream in
                upstream.put(image, in: "library/app", as: "1.0")
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    let url = "\(registry.url)/v2/\(Self.name)"
                    try await Shell.succeed("curl", ["--silent", "--fail", "\(url)/manifests/1.0"])
                    upstream.fail(Selection("GET", layer), with: .wrongBytes)
                    let wrong = try await Shell.run(
                        "curl",
                        ["--silent", "--output", "/dev/null", "\(url)/blobs/\(layer)"]
                    )
                    #expect(wrong.status != 0, "\(wrong)")
                    upstream.heal()
                    let pulled = try await Puller.run(registry.url) { try await $0.pull(Self.name, "1.0") }
                    #expect(pulled == Set(image.blobs.map { sha256(of: $0) }))
                }
            }
        }

        @Test func brokenDownloadGoesOnWhereItBroke() async throws {
            var noise = Noise(seed: 15)
            let image = try TestImage.random(layers: [4 * Self.mebibyte], using: &noise)
            try await FaultyRegistry.run { upstream in
                upstream.put(image, in: "library/app", as: "1.0")
                upstream.fail(Selection("GET", sha256(of: image.blobs[1])), with: .breakOff(after: 3 << 20), times: 1)
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    let pulled = try await Puller.run(registry.url) { try await $0.pull(Self.name, "1.0") }
                    #expect(pulled == Set(image.blobs.map { sha256(of: $0) }))
                }
                let ranges = upstream.requests.filter { $0.path.hasSuffix(sha256(of: image.blobs[1])) }.map(\.range)
                #expect(ranges.count == 2)
                #expect(ranges.last??.hasPrefix("bytes=") == true)
                #expect(ranges.last != "bytes=0-")
            }
        }
    }
}

/// Pulls images over as many connections as it takes, and keeps nothing of them but digests.
private struct Puller: Sendable {
    private struct Manifest: Decodable {
        struct Descriptor: Decodable {
            var digest: String
            var size: Int
        }
        var config: Descriptor
        var layers: [Descriptor]
    }

    let base: String
    private let client: HTTPClient

    /// Lends a puller, and closes its connections.
    static func run<Result>(_ base: String, _ body: (Puller) async throws -> Result) async throws -> Result {
        let puller = Puller(base: base)
        let result: Result
        do {
            result = try await body(puller)
        } catch {
            try await puller.client.shutdown()
            throw error
        }
        try await puller.client.shutdown()
        return result
    }

    private init(base: String) {
        self.base = base
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 512
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    /// Pulls an image and gives the digests of the bytes that came for its config and layers.
    func pull(_ repository: String, _ tag: String) async throws -> Set<String> {
        let answer = try await HTTP(base: base, client: client).get("/v2/\(repository)/manifests/\(tag)")
        guard answer.status == 200 else { throw ChildProcess.Failure(operation: "pull", reason: answer.text) }
        let manifest = try answer.decode(Manifest.self)
        var digests: Set<String> = []
        for blob in [manifest.config] + manifest.layers {
            digests.insert(try await digest(of: "/v2/\(repository)/blobs/\(blob.digest)"))
        }
        return digests
    }

    private func digest(of path: String) async throws -> String {
        let response = try await client.execute(HTTPClientRequest(url: base + path), timeout: .minutes(15))
        guard response.status == .ok else { throw ChildProcess.Failure(operation: path, reason: "\(response.status)") }
        var hash = SHA256()
        for try await piece in response.body { piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) } }
        return "sha256:" + hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
