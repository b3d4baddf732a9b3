// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel
import Registry
import Testing

/// What a held change would change, over HTTP.
@Suite(.timeLimit(.minutes(20)))
struct HoldComparisonTests {
    private let repository = "team/app"

    @Test(arguments: Setup.standard)
    func theComparisonIsThereOnceItIsMade(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            let image = Content.stack(["a"])
            try await client.push(image, to: repository, as: "1.0")
            try await client.prepare(.index([image]), in: repository)
            #expect(try await client.put(.index([image]), in: repository, as: "1.0").status == 409)

            let early = try await client.get("/api/v1/holds/1/diff")
            #expect(early.status == 202)
            #expect(early["Retry-After"] == "2")
            let before = try await client.get("/api/v1/holds/1").json()["holds"]?.array?.first
            #expect(before?["comparison"]?.string == "pending")
            #expect(before?["summary"] == .null)

            try await fixture.registry.makeComparisons()
            let answer = try await client.get("/api/v1/holds/1/diff")
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/json")
            #expect(try answer.json()["schema"]?.string == "holdfast.diff/1")
            #expect(try answer.json()["from"]?["reference"]?.string == "\(repository)@\(image.digest)")
            let after = try await client.get("/api/v1/holds/1").json()["holds"]?.array?.first
            #expect(after?["comparison"]?.string == "ready")
            #expect(after?["summary"]?["verdict"]?.string == "same-files")
            #expect(try await client.holds().first?["verdict"]?.string == "same-files")
        }
    }

    @Test(arguments: Setup.standard)
    func whatCannotBeComparedIsAConflictThatSaysWhy(_ setup: Setup) async throws {
        try await RegistryFixture.run(setup) { fixture in
            let client = fixture.client
            try await client.push(Content.stack(["a"]), to: repository, as: "1.0")
            try await client.prepare(Content.stack(["b"]), in: repository)
            #expect(try await client.put(Content.stack(["b"]), in: repository, as: "1.0").status == 409)
            try await fixture.registry.makeComparisons()
            let answer = try await client.get("/api/v1/holds/1/diff")
            #expect(answer.status == 409)
            #expect(answer.message.contains("could not be compared"))
            let hold = try await client.get("/api/v1/holds/1").json()["holds"]?.array?.first
            #expect(hold?["comparison"]?.string == "failed")
            #expect(hold?["comparisonFailure"]?.string?.isEmpty == false)
            #expect(try await client.get("/api/v1/holds/2/diff").status == 404)
            #expect(try await client.send(.delete, "/api/v1/holds/1/diff").status == 405)
        }
    }
}
