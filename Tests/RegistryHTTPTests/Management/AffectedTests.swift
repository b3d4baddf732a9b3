// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// `/api/v1/affected`: the images that are built on one, over HTTP.
@Suite(.timeLimit(.minutes(20)))
struct AffectedTests {
    private let base = Content.stack(["a"])
    private let app = Content.stack(["a", "b"])
    private let top = Content.stack(["a", "b", "c"])

    private func push(_ client: RegistryClient) async throws {
        try await client.push(base, to: "library/base", as: "1.0")
        try await client.push(app, to: "team/app", as: "1.0")
        try await client.push(top, to: "team/top", as: "1.0")
    }

    @Test(arguments: Setup.standard)
    func imagesAreGivenWithTheirPaths(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await push(fixture.client)
            let answer = try await fixture.client.get("/api/v1/affected?ref=library/base:1.0")
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/json")
            #expect(answer["Cache-Control"] == "no-store")
            let expected = #"""
                {"schema":"holdfast.affected/1","of":"library/base:1.0@\#(base.digest)","images":[\#
                {"repository":"team/app","tag":"1.0","digest":"\#(app.digest)",\#
                "path":["\#(base.digest)","\#(app.digest)"],"current":true,"evidence":"layers"},\#
                {"repository":"team/top","tag":"1.0","digest":"\#(top.digest)",\#
                "path":["\#(base.digest)","\#(app.digest)","\#(top.digest)"],"current":true,"evidence":"layers"}]}
                """#
            #expect(answer.text == expected)
            let json = try await fixture.client.get("/api/v1/affected?ref=library/base@\(base.digest)&n=1").json()
            #expect(json["images"]?.array?.count == 1)
            #expect(json["truncated"] == .bool(true))
        }
    }

    @Test(arguments: Setup.standard)
    func formerTagsAreGivenWhenAskedFor(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await push(fixture.client)
            #expect(try await fixture.client.delete("/v2/team/top/manifests/1.0").status == 202)
            for (query, count) in [("", 1), ("&ever=0", 1), ("&ever=1", 2), ("&ever=true", 2)] {
                let json = try await fixture.client.get("/api/v1/affected?ref=library/base:1.0\(query)").json()
                #expect(json["images"]?.array?.count == count)
            }
        }
    }

    @Test(
        arguments: Setup.standard,
        [
            ("", 400, "NAME_INVALID"), ("ref=library/base", 400, "NAME_INVALID"), ("ref=Team:1", 400, "NAME_INVALID"),
            ("ref=team/none:1", 404, "NAME_UNKNOWN"), ("ref=team/app:2.0", 404, "MANIFEST_UNKNOWN"),
            ("ref=team/app:1.0&ever=perhaps", 400, "UNSUPPORTED"), ("ref=team/app:1.0&n=-1", 400, "UNSUPPORTED"),
        ]
    )
    func whatIsWrongIsSaid(_ setup: Setup, _ row: (query: String, status: Int, code: String)) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await push(fixture.client)
            let answer = try await fixture.client.get("/api/v1/affected?\(row.query)")
            #expect(answer.status == row.status)
            #expect(answer.code == row.code)
        }
    }

    @Test(arguments: Setup.standard)
    func listIsOnlyRead(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let answer = try await fixture.client.post("/api/v1/affected", [.contentType: "application/json"])
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
                let text = try await client.get("/api/v1/affected?ref=public/base:1.0&ever=1").text
                #expect(text.contains(#""path":["\#(base.digest)","\#(top.digest)"]"#))
                #expect(!text.contains(app.digest.hex))
                #expect(!text.contains("ci/app"))
                for reference in ["ci/app:1.0", "ci/none:1"] {
                    let status = try await client.get("/api/v1/affected?ref=\(reference)").status
                    #expect(status == (user == nil ? 401 : 403))
                }
            }
        }
    }
}
