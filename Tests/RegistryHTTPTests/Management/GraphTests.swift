// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// `/api/v1/graph`: images and what they are built on, over HTTP.
@Suite(.timeLimit(.minutes(20)))
struct GraphTests {
    private let base = Content.stack(["a"])
    private let app = Content.stack(["a", "b"], base: Content.stack(["a"]).digest)
    private let top = Content.stack(["a", "b", "c"])

    private func push(_ client: RegistryClient) async throws {
        try await client.push(base, to: "library/base", as: "1.0")
        try await client.push(.index([app]), to: "team/app", as: "1.0")
        try await client.push(top, to: "team/app", as: "top")
    }

    @Test(arguments: Setup.standard)
    func imagesAndEdgesAreGiven(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await push(fixture.client)
            let answer = try await fixture.client.get("/api/v1/graph?ref=library/base:1.0")
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer["Cache-Control"] == "no-store")
            let expected = #"""
                {"schema":"holdfast.graph/1","nodes":[\#
                {"digest":"\#(base.digest)","references":["library/base:1.0"],"platform":"linux/amd64","layers":1},\#
                {"digest":"\#(app.digest)","references":["team/app:1.0"],"platform":"linux/amd64","layers":2},\#
                {"digest":"\#(top.digest)","references":["team/app:top"],"platform":"linux/amd64","layers":3}],\#
                "edges":[\#(edges)]}
                """#
            #expect(answer.text == expected)
            for path in ["/api/v1/graph", "/api/v1/graph?ref=", "/api/v1/graph?ref=team/app&ref=library/base"] {
                #expect(try await fixture.client.get(path).text == expected)
            }
        }
    }

    private var edges: String {
        let edges = [
            (base.digest, app.digest, "annotation"), (base.digest, app.digest, "layers"),
            (app.digest, top.digest, "layers"),
        ].sorted { ($0.0, $0.1, $0.2) < ($1.0, $1.1, $1.2) }
        return edges.map { #"{"parent":"\#($0.0)","child":"\#($0.1)","evidence":"\#($0.2)"}"# }.joined(separator: ",")
    }

    @Test(arguments: Setup.standard)
    func limitIsTheClients(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await push(fixture.client)
            let json = try await fixture.client.get("/api/v1/graph?n=2").json()
            #expect(json["nodes"]?.array?.compactMap { $0["digest"]?.string } == [base, app].map(\.digest.rawValue))
            #expect(json["truncated"] == .bool(true))
            #expect(try await fixture.client.get("/api/v1/graph?n=3").json()["truncated"] == nil)
            #expect(try await fixture.client.get("/api/v1/graph?n=99999999").json()["nodes"]?.array?.count == 3)
        }
    }

    @Test(
        arguments: Setup.standard,
        [
            ("ref=Team", 400, "NAME_INVALID"), ("ref=team/app:1.0@sha256:0", 400, "NAME_INVALID"),
            ("ref=team/none", 404, "NAME_UNKNOWN"), ("ref=team/app:2.0", 404, "MANIFEST_UNKNOWN"),
            ("ref=library/base&ref=team/none:1", 404, "NAME_UNKNOWN"), ("n=-1", 400, "UNSUPPORTED"),
            ("n=many", 400, "UNSUPPORTED"),
            (
                "ref=team/app:1.0@\(Digest(algorithm: .sha256, hash: [UInt8](repeating: 0, count: 32)))", 400,
                "UNSUPPORTED"
            ),
        ]
    )
    func whatIsWrongIsSaid(_ setup: Setup, _ row: (query: String, status: Int, code: String)) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await push(fixture.client)
            let answer = try await fixture.client.get("/api/v1/graph?\(row.query)")
            #expect(answer.status == row.status)
            #expect(answer.code == row.code)
        }
    }

    @Test(arguments: Setup.standard)
    func graphIsOnlyRead(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let answer = try await fixture.client.post("/api/v1/graph", [.contentType: "application/json"])
            #expect(answer.status == 405)
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func everyoneSeesWhatTheyMayPull(_ face: Setup.Face) async throws {
        try await SecurityTests.run(face, anonymous: true) { fixture in
            let root = fixture.client.signed(as: "root")
            try await root.push(base, to: "public/base", as: "1.0")
            try await root.push(app, to: "ci/app", as: "1.0")
            try await root.push(top, to: "public/top", as: "1.0")
            // Nil is somebody not signed in.
            for user in ["eve", nil] {
                let client = user.map { fixture.client.signed(as: $0) } ?? fixture.client
                let text = try await client.get("/api/v1/graph?ref=public/base").text
                #expect(text.contains(#"{"parent":"\#(base.digest)","child":"\#(top.digest)","evidence":"layers"}"#))
                #expect(!text.contains(app.digest.hex))
                #expect(!text.contains("ci/app"))
                for reference in ["ci/app", "ci/app:1.0", "ci/none"] {
                    let answer = try await client.get("/api/v1/graph?ref=public/base&ref=\(reference)")
                    #expect(answer.status == (user == nil ? 401 : 403))
                }
            }
            let text = try await fixture.client.signed(as: "dev").get("/api/v1/graph?ref=public/base").text
            #expect(text.contains(app.digest.hex))
            #expect(text.contains("ci/app:1.0"))
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func heldImageIsForItsPusherAndApprovers(_ face: Setup.Face) async throws {
        try await SecurityTests.run(face) { fixture in
            let ci = fixture.client.signed(as: "ci")
            try await ci.push(base, to: "ci/a", as: "1.0")
            try await ci.prepare(app, in: "ci/a")
            #expect(try await ci.put(app, in: "ci/a", as: "1.0").status == 409)
            let token = try await fixture.robotToken(for: "root", can: ["pull"])
            let reader = fixture.client.signed(as: "root", password: token)
            for (client, isSeen) in [(ci, true), (fixture.client.signed(as: "ann"), true), (reader, false)] {
                let text = try await client.get("/api/v1/graph?ref=ci/a:1.0").text
                #expect(text.contains(base.digest.hex))
                #expect(text.contains(app.digest.hex) == isSeen)
                #expect(try await client.get("/api/v1/graph?ref=ci/a@\(app.digest)").status == (isSeen ? 200 : 403))
            }
        }
    }
}

extension Content {
    /// An image of layers with these contents, base first, that may name its base.
    static func stack(_ contents: [String], base: Digest? = nil) -> Content {
        let diffIDs = contents.map { #""\#(Digest(of: ByteBuffer(string: $0)))""# }.joined(separator: ",")
        let config = Blob(#"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[\#(diffIDs)]}}"#)
        let layers = contents.map { Blob("\($0), packed") }
        let annotation = base.map { #","annotations":{"org.opencontainers.image.base.digest":"\#($0)"}"# } ?? ""
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    {"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)",
                    "config":\#(descriptor(configType, config)),
                    "layers":[\#(layers.map { descriptor(layerType, $0) }.joined(separator: ","))]\#(annotation)}
                    """#
            ),
            mediaType: .imageManifest,
            blobs: [config] + layers
        )
    }
}
