// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// `/api/v1/base`: what images are built on and whether that moved, over HTTP.
@Suite(.timeLimit(.minutes(20)))
struct BaseTests {
    private let base = Content.stack(["a"])
    private let next = Content.stack(["z"])
    private let app = Content.stack(["a", "b"])

    @Test(arguments: Setup.standard)
    func imagesAreGivenWithTheirBases(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            try await client.push(base, to: "library/base", as: "1.0")
            try await client.push(app, to: "team/app", as: "1.0")
            for query in ["", "?ref=team/app:1.0", "?ref=team/app@\(app.digest)"] {
                let answer = try await client.get("/api/v1/base\(query)")
                #expect(answer.status == 200)
                #expect(answer["Content-Type"] == "application/json")
                #expect(answer["Cache-Control"] == "no-store")
                let json = try answer.json()
                #expect(json["schema"]?.string == "holdfast.base/1")
                #expect(json["images"]?.array?.count == 1)
                let image = try #require(json["images"]?.array?.first)
                let name = query.contains("@") ? "team/app@\(app.digest)" : "team/app:1.0"
                #expect(image["reference"]?.string == name)
                #expect(image["base"]?.string == "library/base:1.0@\(base.digest)")
                #expect(image["builtOn"]?.string == base.digest.rawValue)
                #expect(image["current"]?.string == base.digest.rawValue)
                #expect(image["status"]?.string == "current")
                #expect(image["changedFromLayer"] == .null)
                #expect(image["evidence"]?.array?.isEmpty == false)
            }
        }
    }

    @Test(arguments: Setup.standard)
    func pagesAreLinked(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            try await client.push(base, to: "library/base", as: "1.0")
            for tag in ["1", "2", "3"] { try await client.push(app, to: "team/app", as: tag) }
            let first = try await client.get("/api/v1/base?n=2")
            #expect(try first.json()["images"]?.array?.count == 2)
            #expect(first["Link"] == #"</api/v1/base?last=team%2Fapp%3A2&n=2>; rel="next""#)
            let second = try await client.get("/api/v1/base?last=team%2Fapp%3A2&n=2")
            #expect(try second.json()["images"]?.array?.first?["reference"]?.string == "team/app:3")
            #expect(second["Link"].isEmpty)
        }
    }

    @Test(
        arguments: Setup.standard,
        [
            ("ref=library/base", 400, "NAME_INVALID"), ("ref=Team:1", 400, "NAME_INVALID"),
            ("last=team/app", 400, "NAME_INVALID"), ("n=-1", 400, "UNSUPPORTED"),
            ("ref=team/none:1", 404, "NAME_UNKNOWN"), ("ref=library/base:2.0", 404, "MANIFEST_UNKNOWN"),
        ]
    )
    func whatIsWrongIsSaid(_ setup: Setup, _ row: (query: String, status: Int, code: String)) async throws {
        try await RegistryFixture.run(setup) { fixture in
            try await fixture.client.push(base, to: "library/base", as: "1.0")
            let answer = try await fixture.client.get("/api/v1/base?\(row.query)")
            #expect(answer.status == row.status)
            #expect(answer.code == row.code)
        }
    }

    @Test(arguments: Setup.standard)
    func reportIsOnlyRead(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let answer = try await fixture.client.post("/api/v1/base", [.contentType: "application/json"])
            #expect(answer.status == 405)
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func basesThatSomebodyMayNotPullAreNotShown(_ face: Setup.Face) async throws {
        try await SecurityTests.run(face, anonymous: true) { fixture in
            let root = fixture.client.signed(as: "root")
            try await root.push(base, to: "ci/base", as: "1.0")
            try await root.push(app, to: "public/app", as: "1.0")
            for user in ["eve", nil] {
                let client = user.map { fixture.client.signed(as: $0) } ?? fixture.client
                for query in ["", "?ref=public/app:1.0"] {
                    let text = try await client.get("/api/v1/base\(query)").text
                    #expect(text.contains("holdfast.base/1"))
                    #expect(!text.contains("ci/base"))
                    #expect(!text.contains(base.digest.hex))
                }
                let status = try await client.get("/api/v1/base?ref=ci/base:1.0").status
                #expect(status == (user == nil ? 401 : 403))
            }
            #expect(try await root.get("/api/v1/base").text.contains("ci/base:1.0"))
        }
    }
}
