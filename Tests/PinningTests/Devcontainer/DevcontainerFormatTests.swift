// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct DevcontainerFormatTests {
    private static let properties = FormatProperties(format: DevcontainerFormat())
    private static let pin = "sha256:" + String(repeating: "0", count: 64)
    private static let both = "the name of a feature may hold a tag or a digest, not both"
    private static let variables = "its variables have their values where the container is started"

    private static let images: [(String, [String])] = [
        (#"{"image": "mcr.example.com/base:1"}"#, ["image mcr.example.com/base:1 = mcr.example.com/base:1"]),
        (#"{"image": "nginx@\#(pin)"}"#, ["image nginx@\(pin) = nginx@\(pin)"]),
        ("\u{feff}{ // one\r\n\t\"image\" : \"ubuntu\", /* \"image\": \"x\" */\r\n}", ["image ubuntu = ubuntu"]),
        (
            #"{"image": "a\/b:1"}"#,
            [#"image a\/b:1 = a/b:1 lock: the text is written with escapes or over several lines"#]
        ),
        (#"{"image": "${localEnv:IMAGE:nginx}"}"#, ["image ${localEnv:IMAGE:nginx} = ? lock: \(variables)"]),
        (#"{"image": ["a"], "name": "nginx", "build": {"dockerfile": "Dockerfile", "args": {"A": "b:1"}}}"#, []),
        (#"{"image": " "}"#, []),
        (
            #"{"build": {"cacheFrom": ["type=registry,ref=r.example/c:1", "b:2", "type=gha"]}}"#,
            ["cache-from r.example/c:1 = r.example/c:1", "cache-from b:2 = b:2"]
        ),
        (#"{"build": {"cacheFrom": "b:2"}}"#, ["cache-from b:2 = b:2"]),
        (
            #"{"mounts": ["type=image,source=a:1,target=/x", {"type": "image", "source": "b:1"}, "source=c,type=volume"]}"#,
            ["volume-image a:1 = a:1", "volume-image b:1 = b:1"]
        ),
    ]

    @Test(arguments: images) func findsImages(text: String, expected: [String]) throws {
        #expect(try Self.properties.listing(text) == expected)
    }

    private static let features: [(String, String?)] = [
        ("ghcr.io/devcontainers/features/node:1", " = ghcr.io/devcontainers/features/node:1 lock: \(both)"),
        ("ghcr.io/devcontainers/features/node", " = ghcr.io/devcontainers/features/node"),
        ("ghcr.io/o/f/go@\(pin)", " = ghcr.io/o/f/go@\(pin)"),
        ("GHCR.io/O/F/Go", " = ghcr.io/o/f/go"),
        ("localhost:5000/a/b", " = localhost:5000/a/b"),
        ("ghcr.io/a/${templateOption:x}", " = ? lock: \(variables)"),
        ("./local", nil), ("../local", nil), ("/abs/local", nil), ("https://example.com/f.tgz", nil),
        ("docker-in-docker", nil), ("owner/repository/feature@latest", nil),
    ]

    @Test(arguments: features) func findsFeatures(key: String, expected: String?) throws {
        let text = "{\"features\": {\"\(key)\": {\"version\": \"lts\"}}}"
        #expect(try Self.properties.listing(text) == [expected].compactMap(\.self).map { "feature \(key)\($0)" })
    }

    private static let files = [
        #"{"image": "a:1", "features": {"ghcr.io/a/b/c": {}, "ghcr.io/a/b/d:1": {}}}"#,
        "\u{feff}// x\r\n{\r\n  \"build\": {\"cacheFrom\": [\"b:2\", \"type=registry,ref=c\",],},\r\n}",
        #"{"image": "\u0061:1", "mounts": [{"type": "image", "source": "é"}, "type=image,src=x:1"]}"#,
    ]

    @Test(arguments: files) func aDigestGoesInAndOutWithoutATrace(text: String) throws {
        try Self.properties.check(Array(text.utf8), asked: true)
    }

    @Test(arguments: 0..<3) func mutatedFilesAreRefusedOrKeepThePromise(seed: UInt64) throws {
        try Self.properties.checkMutations(
            of: Self.files,
            alphabet: "\"\\{}[],:/* \n\raé@$",
            pieces: ["\"image\":\"x:1\",", "\\u0061", "//", "/*", "*/", "${a}", "@sha256:", "type=registry,ref="],
            seed: seed
        )
    }
}
