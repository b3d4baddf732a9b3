// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Testing

extension ConformanceTests {
    /// What a client sees of a change that is held: the form of the answers, not the rules behind them.
    @Suite(.timeLimit(.minutes(20)))
    struct Holds {
        private let repository = "conformance/holds"
        private let old = Content.image(1)
        private let new = Content.image(2)

        @Test(arguments: Setup.standard)
        func aHeldPushIsAConflictThatSaysEverything(_ setup: Setup) async throws {
            try await withHold(setup) { client, answer in
                #expect(answer.status == 409)
                #expect(answer.code == "DENIED")
                for part in [
                    "\(repository):1.0", old.digest.rawValue, new.digest.rawValue, "the default rule",
                    "http://localhost/holds/1", "holdfast holds approve 1",
                ] {
                    #expect(answer.message.contains(part), "\(answer.message)")
                }
                #expect(!answer.message.contains("\n"))
                let detail = try answer.json()["errors"]?.array?.first?["detail"]
                #expect(detail?["rule"]?.string == "the default rule")
                #expect(detail?["tag"]?.string == "1.0")
                #expect(detail?["current"]?.string == old.digest.rawValue)
                #expect(detail?["offered"]?.string == new.digest.rawValue)
                #expect(detail?["hold"]?.number == 1)
                #expect(detail?["url"]?.string == "http://localhost/holds/1")
            }
        }

        @Test(arguments: Setup.standard)
        func everyoneKeepsPullingTheOldContentAndIsWarned(_ setup: Setup) async throws {
            try await withHold(setup) { client, _ in
                try await client.expectManifest(old, in: repository, as: "1.0")
                for method in [HTTPRequest.Method.get, .head] {
                    let byTag = try await client.send(method, "/v2/\(repository)/manifests/1.0")
                    #expect(byTag["Warning"].hasPrefix("299 - \""))
                    #expect(byTag["Warning"].contains(new.digest.rawValue))
                    #expect(byTag["Warning"].utf8.count <= 4_096)
                }
                let byDigest = try await client.manifest(old.digest.rawValue, of: repository)
                #expect(!byDigest.has("Warning"))
                #expect(try await client.tags(of: repository) == ["1.0"])
            }
        }

        @Test(arguments: Setup.standard)
        func theSameOffersAgainMakeNoFurtherHold(_ setup: Setup) async throws {
            try await withHold(setup) { client, _ in
                let again = try await client.put(new, in: repository, as: "1.0")
                #expect(again.status == 409)
                #expect(again.message.contains("hold 1"))
                #expect(try await client.put(old, in: repository, as: "1.0").status == 201)
                #expect(try await client.holds().compactMap { $0["state"]?.string } == ["open"])
            }
        }

        @Test(arguments: Setup.standard)
        func approvingMovesTheTagAndEndsTheWarning(_ setup: Setup) async throws {
            try await withHold(setup) { client, _ in
                let approved = try await client.decide(1, "approve")
                #expect(approved.status == 200)
                #expect(try approved.json()["holds"]?.array?.first?["state"]?.string == "approved")
                try await client.expectManifest(new, in: repository, as: "1.0")
                #expect(!(try await client.manifest("1.0", of: repository)).has("Warning"))
                #expect(try await client.decide(1, "approve").status == 409)
            }
        }

        @Test(arguments: Setup.standard)
        func rejectedContentIsRefusedWithTheReason(_ setup: Setup) async throws {
            try await withHold(setup) { client, _ in
                #expect(try await client.decide(1, "reject", reason: "not built by us").status == 200)
                let again = try await client.put(new, in: repository, as: "1.0")
                #expect(again.status == 409)
                #expect(again.message.contains("not built by us"))
                #expect(try await client.holds().count == 1)
                #expect(try await client.decide(1, "reopen").status == 200)
                #expect(try await client.decide(1, "approve").status == 200)
                try await client.expectManifest(new, in: repository, as: "1.0")
            }
        }

        @Test(arguments: Setup.standard)
        func aPushOfSeveralTagsOfWhichOneIsHeldMovesNone(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await fixture.client.push(old, to: repository, as: "1.0")
                try await fixture.client.prepare(new, in: repository)
                let answer = try await fixture.client.put(
                    new,
                    in: repository,
                    as: "\(new.digest)?tag=2.0&tag=1.0"
                )
                #expect(answer.status == 409)
                try await fixture.client.expectManifest(old, in: repository, as: "1.0")
                try await fixture.client.expectNoManifest(in: repository, as: "2.0")
                #expect(try await fixture.client.holds().count == 1)
            }
        }

        @Test(arguments: Setup.standard)
        func readersOfAFirstPushThatIsHeldAreToldWhereItWaits(_ setup: Setup) async throws {
            let rules = RuleSet([Rule(name: "rule 1", create: .hold, delete: .deny)])
            try await RegistryFixture.run(setup, rules: rules) { fixture in
                try await fixture.client.prepare(new, in: repository)
                let pushed = try await fixture.client.put(new, in: repository, as: "1.0")
                #expect(pushed.status == 409)
                let missing = try await fixture.client.manifest("1.0", of: repository)
                #expect(missing.status == 404)
                #expect(missing.code == "MANIFEST_UNKNOWN")
                #expect(missing.message.contains("http://localhost/holds/1"))
                #expect(try await fixture.client.holds().first?["from"] == .null)
                #expect(try await fixture.client.tags(of: repository) == [])
                #expect(try await fixture.client.decide(1, "approve").status == 200)
                try await fixture.client.expectManifest(new, in: repository, as: "1.0")

                for reference in ["1.0", new.digest.rawValue] {
                    let refused = try await fixture.client.delete("/v2/\(repository)/manifests/\(reference)")
                    #expect(refused.status == 405)
                    #expect(refused.code == "UNSUPPORTED")
                    #expect(refused.message.contains("rule 1"))
                }
            }
        }

        @Test(arguments: Setup.standard)
        func aHoldThatDoesNotExistIsNotFound(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                for id in ["1", "0", "-1", "x", "99999999999999999999"] {
                    for path in ["/api/v1/holds/\(id)", "/holds/\(id)"] {
                        let answer = try await fixture.client.get(path)
                        #expect(answer.status == 404)
                    }
                }
            }
        }

        private func withHold(
            _ setup: Setup,
            _ body: @escaping @Sendable (RegistryClient, Answer) async throws -> Void
        ) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await fixture.client.push(old, to: repository, as: "1.0")
                try await fixture.client.prepare(new, in: repository)
                try await body(fixture.client, try await fixture.client.put(new, in: repository, as: "1.0"))
            }
        }
    }
}

extension RegistryClient {
    /// Decides a hold.
    func decide(_ id: Int64, _ verb: String, reason: String? = nil) async throws -> Answer {
        let body = reason.map { #"{"reason": "\#($0)"}"# } ?? "{}"
        return try await post(
            "/api/v1/holds/\(id)/\(verb)",
            [.contentType: "application/json"],
            body: ByteBuffer(string: body)
        )
    }
}
