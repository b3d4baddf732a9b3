// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// What clients are told when an upstream does not give what is not here.
@Suite struct UpstreamRefusalTests {
    /// What goes wrong, and what is said about it.
    struct Trouble: Sendable, CustomTestStringConvertible {
        let name: String
        let fault: Misbehaviour
        let code: RegistryError.Code
        let words: String

        var testDescription: String { name }

        static let all = [
            Trouble(name: "401", fault: .refusal(401, words: "log in"), code: .upstreamDenied, words: "log in"),
            Trouble(name: "403", fault: .refusal(403, words: "banned"), code: .upstreamDenied, words: "banned"),
            Trouble(
                name: "404",
                fault: .refusal(404, words: "never had it"),
                code: .manifestUnknown,
                words: "never had it"
            ),
            Trouble(
                name: "429",
                fault: .refusal(429, words: "too much", headers: [("Retry-After", "77")]),
                code: .upstreamLimited(retryAfter: 77),
                words: "too much"
            ),
            Trouble(name: "500", fault: .refusal(500, words: "ill"), code: .upstreamUnavailable, words: "ill"),
            Trouble(name: "503", fault: .refusal(503, words: "busy"), code: .upstreamUnavailable, words: "busy"),
            Trouble(name: "no answer", fault: .hangUp, code: .upstreamUnavailable, words: "docker.io"),
            Trouble(name: "wrong bytes", fault: .wrongBytes, code: .upstreamUnavailable, words: "docker.io"),
        ]
    }

    private let image = Image("one")

    @Test(arguments: Trouble.all)
    func pullThatCannotBeAnsweredSaysWhatTheUpstreamSaid(trouble: Trouble) async throws {
        try await withUpstream { front in
            try front.upstream.put(image, as: "1.0")
            front.upstream.fail(.manifests, with: trouble.fault)
            let error = try await #require(throws: RegistryError.self) { try await front.pull("1.0") }
            #expect(error.code == trouble.code)
            #expect(error.message.contains(trouble.words), "\(error.message)")
            #expect(error.message.contains("docker.io/library/app"), "\(error.message)")
            #expect(try await front.kinds(of: "1.0") == [])
            #expect(try await front.test.contents().manifests[.fronted, default: []] == [])
        }
    }

    @Test(arguments: Trouble.all.filter { !["wrong bytes"].contains($0.name) })
    func blobThatCannotBeFetchedSaysWhatTheUpstreamSaid(trouble: Trouble) async throws {
        try await withUpstream { front in
            try front.upstream.put(image, as: "1.0")
            _ = try await front.pull("1.0")
            front.upstream.fail(.blobs, with: trouble.fault)
            let blob = try #require(image.blobDigests.first)
            let error = try await #require(throws: RegistryError.self) {
                _ = try await front.registry.blob(blob, in: .fronted, by: .eve).read(at: 0, count: .max)
            }
            #expect(error.code == (trouble.code == .manifestUnknown ? .blobUnknown : trouble.code))
            #expect(error.message.contains(trouble.words), "\(error.message)")
        }
    }

    @Test func upstreamThatIsGoneIsAnErrorOnlyForWhatIsNotHere() async throws {
        try await withUpstream { front in
            try front.upstream.put(image, as: "1.0")
            try await front.expectPulls(image, as: "1.0")
            await front.upstream.close()
            #expect(try await refusal { _ = try await front.pull("2.0") } == .upstreamUnavailable)
            try await front.expectPulls(image, as: "1.0")
        }
    }

    @Test func whatAnUpstreamDoesNotHaveIsNotAskedForAgainAndAgain() async throws {
        try await withUpstream { front in
            try front.upstream.put(image, as: "1.0")
            for _ in 0..<10 {
                #expect(try await refusal { _ = try await front.pull("none") } == .manifestUnknown)
            }
            #expect(front.upstream.manifestLines == ["GET none"])
            try front.test.advance(by: .seconds(60))
            try front.upstream.put(image, as: "none")
            #expect(try await front.pull("none") == image.digest)
        }
    }

    @Test func upstreamThatAskedForAPauseGetsIt() async throws {
        try await withUpstream { front in
            try front.upstream.put(image, as: "1.0")
            front.upstream.fail(.manifests, with: .refusal(429, headers: [("Retry-After", "100")]), times: 1)
            #expect(try await refusal { _ = try await front.pull("1.0") } == .upstreamLimited(retryAfter: 100))
            front.upstream.forgetRequests()
            try front.test.advance(by: .seconds(40))
            #expect(try await refusal { _ = try await front.pull("1.0") } == .upstreamLimited(retryAfter: 60))
            #expect(front.upstream.requests.map(\.line) == [])
            try front.test.advance(by: .seconds(61))
            #expect(try await front.pull("1.0") == image.digest)
        }
    }

    @Test func upstreamThatAnswersNoHeadIsReadInsteadWhenAClientAsks() async throws {
        try await withUpstream { front in
            try front.upstream.put(image, as: "1.0")
            front.upstream.fail(.heads, with: .refusal(405))
            #expect(try await front.pull("1.0") == image.digest)
        }
    }

    @Test func manifestWithoutADigestInItsHeadIsTakenForWhatItsBytesAre() async throws {
        try await withUpstream { front in
            try front.upstream.put(image, as: "1.0")
            front.upstream.fail(.manifests, with: .withoutDigest)
            try await front.expectPulls(image, as: "1.0")
        }
    }

    @Test func tokenFromAnotherPlaceOpensTheUpstreamAndBlobsElsewhereDoNotLearnIt() async throws {
        try await withUpstream { front in
            try await FaultyRegistry.run { service in
                try await FaultyRegistry.run { store in
                    try front.upstream.put(image, as: "1.0")
                    try store.put(image)
                    front.upstream.demandToken("the-token", from: service)
                    front.upstream.fail(.blobs, with: .redirect(to: store.url))
                    try await front.expectPulls(image, as: "1.0")
                    #expect(service.count(Selection("GET", "/token")) == 1)
                    #expect(front.upstream.requests.last?.authorization == "Bearer the-token")
                    #expect(store.count(.blobs) == image.blobs.count)
                    #expect(store.requests.allSatisfy { $0.authorization == nil })
                }
            }
        }
    }
}
