// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct LockFileTests {
    private let golden = """
        {
          "schema": "holdfast.lock/1",
          "images": [
            {
              "reference": "docker.io/library/nginx:1.25",
              "digest": "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
              "previous": "sha256:9999999999999999999999999999999999999999999999999999999999999999",
              "mediaType": "application/vnd.oci.image.index.v1+json",
              "resolvedAt": "2023-11-14T22:13:20.000001Z",
              "resolvedFrom": "registry-1.docker.io",
              "log": {
                "index": 7,
                "time": "2023-11-14T22:13:20.000000Z"
              },
              "platforms": [
                {"platform": "linux/amd64", "digest": "sha256:1111111111111111111111111111111111111111111111111111111111111111"},
                {"platform": "linux/arm64/v8", "digest": "sha256:2222222222222222222222222222222222222222222222222222222222222222"}
              ]
            },
            {
              "reference": "localhost:5000/tool@sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
              "digest": "sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
              "mediaType": "application/vnd.oci.image.manifest.v1+json",
              "resolvedAt": "2023-11-14T22:13:20.000000Z",
              "resolvedFrom": "localhost:5000"
            }
          ]
        }

        """

    private func sample() throws -> LockFile {
        let time = Timestamp(microseconds: 1_700_000_000_000_000)
        let digest = try LockSamples.digest("b")
        return LockFile([
            LockFile.Entry(
                reference: try Reference("localhost:5000/tool@\(digest)"),
                digest: digest,
                mediaType: .imageManifest,
                resolvedAt: time,
                resolvedFrom: "localhost:5000"
            ),
            LockFile.Entry(
                reference: try Reference("nginx:1.25"),
                digest: try LockSamples.digest("a"),
                mediaType: .imageIndex,
                platforms: [
                    .init(
                        platform: Platform(os: "linux", architecture: "arm64", variant: "v8"),
                        digest: try LockSamples.digest("2")
                    ),
                    .init(
                        platform: Platform(os: "linux", architecture: "amd64", variant: ""),
                        digest: try LockSamples.digest("1")
                    ),
                    .init(
                        platform: Platform(os: "unknown", architecture: "unknown"),
                        digest: try LockSamples.digest("3")
                    ),
                    .init(
                        platform: Platform(os: "a/b", architecture: "c"),
                        digest: try LockSamples.digest("3")
                    ),
                ],
                resolvedAt: Timestamp(microseconds: 1_700_000_000_000_001),
                resolvedFrom: "registry-1.docker.io",
                previous: try LockSamples.digest("9"),
                log: .init(index: 7, time: time)
            ),
        ])
    }

    @Test func writesALineForEachValueAndPlatform() throws {
        let text = String(decoding: try sample().bytes, as: UTF8.self)
        #expect(text == golden)
    }

    @Test func readsWhatItWrites() throws {
        let lock = try sample()
        #expect(try LockFile(parsing: lock.bytes, path: "holdfast.lock") == lock)
        let odd = LockFile([
            LockFile.Entry(
                reference: try Reference("a"),
                digest: try LockSamples.digest("a"),
                mediaType: MediaType(rawValue: "a\\\"{[,:\u{1}\u{2028}é"),
                resolvedAt: Timestamp(microseconds: -1),
                resolvedFrom: "\\"
            )
        ])
        #expect(try LockFile(parsing: odd.bytes, path: "holdfast.lock") == odd)
    }

    @Test func writesAnEmptyLock() throws {
        let bytes = LockFile([]).bytes
        #expect(
            String(decoding: bytes, as: UTF8.self) == "{\n  \"schema\": \"holdfast.lock/1\",\n  \"images\": []\n}\n"
        )
        #expect(try LockFile(parsing: bytes, path: "holdfast.lock").entries.isEmpty)
    }

    @Test func sortsByBytesWhateverTheOrder() throws {
        let names = ["b:1", "a:1", "a:10", "a:1.2", "Z.example/a:1", "z.example/a:1", "a-b:1"]
        let entries = try names.map { try LockSamples.entry($0, "a") }
        #expect(LockFile(entries).bytes == LockFile(entries.reversed()).bytes)
        #expect(LockFile(entries).entries.map(\.reference.description).first == "docker.io/library/a-b:1")
    }

    @Test(arguments: [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1", "docker.io/library/nginx:1"),
        ("index.docker.io/nginx:1@a", "docker.io/library/nginx:1"),
        ("ghcr.io/a/b:1", "ghcr.io/a/b:1"),
        ("GHCR.IO/a/b", "ghcr.io/a/b:latest"),
        ("nginx@a", "docker.io/library/nginx@a"),
    ])
    func keepsAReferenceUnder(_ written: String, _ key: String) throws {
        let reference = try #require(try LockSamples.found(written).reference)
        let expected = key.replacing("@a", with: "@\(try LockSamples.digest("a"))")
        #expect(LockFile.key(of: reference).description == expected)
    }

    @Test func findsTheEntryThatDecides() throws {
        let lock = LockFile([
            try LockSamples.entry("nginx", "a", previous: "9"),
            try LockSamples.entry("nginx:1", "b"),
            try LockSamples.entry("redis@\(try LockSamples.digest("c"))", "c"),
        ])
        func digest(_ text: String) throws -> Digest? {
            try LockSamples.found(text).reference.flatMap { lock.entry(for: $0)?.digest }
        }
        #expect(try digest("docker.io/nginx:latest") == LockSamples.digest("a"))
        #expect(try digest("nginx:1@9") == LockSamples.digest("b"))
        #expect(try digest("nginx@a") == LockSamples.digest("a"))
        #expect(try digest("nginx@9") == LockSamples.digest("a"))
        #expect(try digest("nginx@b") == nil)
        #expect(try digest("redis@c") == LockSamples.digest("c"))
        #expect(try digest("redis") == nil)
        #expect(try digest("nginx:2") == nil)
    }
}
