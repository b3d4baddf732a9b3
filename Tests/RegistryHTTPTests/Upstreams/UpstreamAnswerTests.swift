// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import RegistryDouble
import Testing

/// What clients are answered about an upstream's repository.
@Suite(.timeLimit(.minutes(20)))
struct UpstreamAnswerTests {
    private static let repository = "docker.io/library/app"
    private let image = Content.image(1)
    private let other = Content.image(2)

    /// What an upstream answers, and what a client learns.
    struct Trouble: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: Misbehaviour
        let status: Int
        var retryAfter = ""
        var words = "its own words"

        var testDescription: String { name }

        static let all = [
            Trouble(name: "404", fault: .refusal(404, words: "its own words"), status: 404),
            Trouble(name: "401", fault: .refusal(401, words: "its own words"), status: 403),
            Trouble(name: "403", fault: .refusal(403, words: "its own words"), status: 403),
            Trouble(
                name: "429",
                fault: .refusal(429, words: "its own words", headers: [("Retry-After", "33")]),
                status: 429,
                retryAfter: "33"
            ),
            Trouble(name: "500", fault: .refusal(500, words: "its own words"), status: 502),
            Trouble(name: "down", fault: .hangUp, status: 502, words: "docker.io"),
        ]
    }

    @Test(arguments: Trouble.all)
    func whatIsNotHereIsRefusedInTheWordsOfTheUpstream(_ trouble: Trouble) async throws {
        try await FrontedFixture.run(.live) { front in
            front.upstream.fail(.everything, with: trouble.fault)
            let answer = try await front.client.manifest("1.0", of: Self.repository)
            #expect(answer.status == trouble.status)
            #expect(answer.message.contains(trouble.words), "\(answer.message)")
            #expect(answer["Retry-After"] == trouble.retryAfter)
            let head = try await front.client.head("/v2/\(Self.repository)/manifests/2.0")
            #expect(head.status == trouble.status)
        }
    }

    @Test(arguments: Setup.standard)
    func headSaysEverythingAndFetchesNothing(_ setup: Setup) async throws {
        let image = image
        try await FrontedFixture.run(setup) { front in
            front.upstream.put(image, as: "1.0")
            let answer = try await front.client.head("/v2/\(Self.repository)/manifests/1.0")
            #expect(answer.status == 200)
            #expect(answer["Content-Length"] == "\(image.size)")
            #expect(answer["Content-Type"] == image.mediaType.rawValue)
            #expect(answer["Docker-Content-Digest"] == image.digest.rawValue)
            #expect(front.upstream.requests.map(\.line) == ["HEAD /v2/library/app/manifests/1.0"])
        }
    }

    @Test(arguments: Setup.standard)
    func blobsAreFetchedOnceAndThenServed(_ setup: Setup) async throws {
        let image = image
        try await FrontedFixture.run(setup) { front in
            front.upstream.put(image, as: "1.0")
            _ = try await front.client.manifest("1.0", of: Self.repository)
            for _ in 0..<3 {
                for blob in image.blobs { try await front.client.expectBlob(blob, in: Self.repository) }
            }
            #expect(front.upstream.count(.blobs) == image.blobs.count)
            await front.upstream.close()
            for blob in image.blobs { try await front.client.expectBlob(blob, in: Self.repository) }
        }
    }

    @Test(arguments: Setup.standard)
    func heldMoveIsAWarningForWhoPulls(_ setup: Setup) async throws {
        let (image, other) = (image, other)
        try await FrontedFixture.run(setup) { front in
            front.upstream.put(image, as: "1.0")
            _ = try await front.client.manifest("1.0", of: Self.repository)
            for blob in image.blobs { try await front.client.expectBlob(blob, in: Self.repository) }
            front.upstream.put(other, as: "1.0")
            try await front.waitForMove(of: Self.repository, "1.0")
            let answer = try await front.client.manifest("1.0", of: Self.repository)
            #expect(answer.body == image.bytes)
            #expect(answer["Warning"].contains(other.digest.rawValue))
            #expect(answer["Warning"].contains("http://localhost/holds/1"))
        }
    }

    @Test(arguments: Setup.standard)
    func heldEntryIsNotFoundAndSaysWhereToDecide(_ setup: Setup) async throws {
        let image = image
        try await FrontedFixture.run(setup, rules: [Rule(name: "the rule", create: .hold)]) { front in
            front.upstream.put(image, as: "1.0")
            for _ in 0..<2 {
                let answer = try await front.client.manifest("1.0", of: Self.repository)
                #expect(answer.status == 404)
                #expect(answer.code == "MANIFEST_UNKNOWN")
                #expect(answer.message.contains("http://localhost/holds/1"), "\(answer.message)")
            }
        }
    }

    @Test(arguments: Setup.standard)
    func listOfTagsHasWhatIsHereAndWhatIsThere(_ setup: Setup) async throws {
        let image = image
        try await FrontedFixture.run(setup) { front in
            for tag in ["1.0", "1.1", "2.0"] { front.upstream.put(image, as: tag) }
            _ = try await front.client.manifest("1.1", of: Self.repository)
            #expect(try await front.client.tags(of: Self.repository) == ["1.0", "1.1", "2.0"])
            front.upstream.remove(tag: "1.1", in: "library/app")
            front.registry.clock.advance(by: .seconds(86_400))
            #expect(try await front.client.tags(of: Self.repository) == ["1.0", "1.1", "2.0"])
        }
    }

    @Test(arguments: Trouble.all)
    func listOfTagsNeverFailsWhileSomethingIsHere(_ trouble: Trouble) async throws {
        let image = image
        try await FrontedFixture.run(.live) { front in
            front.upstream.put(image, as: "1.0")
            _ = try await front.client.manifest("1.0", of: Self.repository)
            front.upstream.fail(.everything, with: trouble.fault)
            #expect(try await front.client.tags(of: Self.repository) == ["1.0"])
        }
    }

    @Test(arguments: Trouble.all)
    func listOfTagsOfNothingIsRefusedInTheWordsOfTheUpstream(_ trouble: Trouble) async throws {
        try await FrontedFixture.run(.live) { front in
            front.upstream.fail(.everything, with: trouble.fault)
            let answer = try await front.client.get("/v2/\(Self.repository)/tags/list")
            #expect(answer.status == trouble.status)
            #expect(answer.message.contains(trouble.words), "\(answer.message)")
        }
    }

    @Test(arguments: Setup.standard)
    func whatRefersToAnImageIsListedAndPulledThrough(_ setup: Setup) async throws {
        let image = image
        let statement = Content.image(3, subject: image)
        try await FrontedFixture.run(setup) { front in
            front.upstream.put(image, as: "1.0")
            front.upstream.put(statement)
            _ = try await front.client.manifest("1.0", of: Self.repository)
            let list = try await front.client.get("/v2/\(Self.repository)/referrers/\(image.digest)")
            #expect(list.status == 200)
            let listed = try list.json()["manifests"]?.array?.compactMap { $0["digest"]?.string }
            #expect(listed == [statement.digest.rawValue])
            try await front.client.expectManifest(statement, in: Self.repository, as: statement.digest.rawValue)
            await front.upstream.close()
            front.registry.clock.advance(by: .seconds(86_400))
            let again = try await front.client.get("/v2/\(Self.repository)/referrers/\(image.digest)")
            #expect(try again.json()["manifests"]?.array?.compactMap { $0["digest"]?.string } == listed)
        }
    }

    @Test(arguments: Setup.standard)
    func companionTagPassesThrough(_ setup: Setup) async throws {
        let (image, other) = (image, other)
        let tag = "sha256-\(image.digest.hex).sig"
        try await FrontedFixture.run(setup) { front in
            front.upstream.put(image, as: "1.0")
            front.upstream.put(other, as: tag)
            try await front.client.expectManifest(other, in: Self.repository, as: tag)
        }
    }
}
