// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// How little an upstream is asked, and how little its state matters to who pulls.
@Suite struct UpstreamBudgetTests {
    private let one = Image("one")
    private let two = Image("two")

    /// Everything that an upstream can do wrong when it is asked about a tag.
    struct Trouble: Sendable, CustomTestStringConvertible {
        let name: String
        let selection: Selection
        let fault: Misbehaviour
        let words: String

        var testDescription: String { name }

        static let all = [
            Trouble(name: "down", selection: .everything, fault: .hangUp, words: ""),
            Trouble(name: "401", selection: .everything, fault: .refusal(401), words: "login"),
            Trouble(name: "403", selection: .everything, fault: .refusal(403), words: "permit"),
            Trouble(name: "404", selection: .everything, fault: .refusal(404), words: "does not have it"),
            Trouble(
                name: "429",
                selection: .everything,
                fault: .refusal(429, headers: [("Retry-After", "30")]),
                words: "pause"
            ),
            Trouble(name: "500", selection: .everything, fault: .refusal(500), words: "500"),
            Trouble(name: "HEAD refused", selection: .heads, fault: .refusal(405), words: "does not support"),
            Trouble(name: "no digest", selection: .heads, fault: .withoutDigest, words: "does not say which digest"),
        ]
    }

    @Test(arguments: Trouble.all)
    func whatIsHereIsServedWhateverTheUpstreamDoesAndACheckNeverReads(trouble: Trouble) async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            front.upstream.forgetRequests()
            front.upstream.fail(trouble.selection, with: trouble.fault)
            let check = try await front.pullAndCheck("1.0")
            let failure = try #require(check.failure)
            #expect(failure.contains(trouble.words), "\(failure)")
            #expect(check.digest == one.digest)
            try await front.expectPulls(one, as: "1.0")
            #expect(front.upstream.requests.allSatisfy { $0.method == "HEAD" })
            #expect(try await front.kinds(of: "1.0") == [.created])

            front.upstream.heal()
            try front.test.advance(by: .hours(2))
            try await front.pullAndCheck("1.0")
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held])
        }
    }

    @Test(arguments: Stores.allCases)
    func restartAsksAboutNothingWhoseAnswerIsGood(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            let tags = try (0..<30).map { try Tag("t\($0)") }
            for tag in tags { try front.upstream.put(one, as: tag) }
            for tag in tags { _ = try await front.pull(tag) }
            front.upstream.forgetRequests()
            try front.test.advance(by: front.settings.revalidate * 0.5)
            let reopened = FrontedRegistry(
                test: try await front.test.reopened(),
                upstream: front.upstream,
                settings: front.settings
            )
            for tag in tags { #expect(try await reopened.pull(tag) == one.digest) }
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test func checksStopWhenTheUpstreamGrantsLittleAndPullsDoNot() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try front.upstream.put(two, as: "2.0")
            front.upstream.allow(6)
            try await front.expectPulls(one, as: "1.0")
            front.upstream.forgetRequests()
            try front.upstream.put(two, as: "1.0")
            try front.letAnswersAge()
            for _ in 0..<5 { #expect(try await front.pull("1.0") == one.digest) }
            try await front.registry.watchUpstreams()
            #expect(front.upstream.requests.map(\.line) == [])
            #expect(try await front.pull("2.0") == two.digest)
            // A window later the upstream is asked again.
            front.upstream.allow(90)
            try front.test.advance(by: .hours(7))
            try await front.pullAndCheck("1.0")
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held])
        }
    }

    @Test func upstreamThatFailsIsCheckedLessAndLess() async throws {
        try await withUpstream(settings: { $0.revalidate = .seconds(1) }) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.upstream.fail(.everything, with: .refusal(500))
            front.upstream.forgetRequests()
            for _ in 0..<600 {
                try front.test.advance(by: .seconds(2))
                #expect(try await front.pull("1.0") == one.digest)
                // What was begun has to end before the clock moves on.
                try await front.registry.watchUpstreams()
            }
            let asked = front.upstream.requests.count
            #expect(asked > 0 && asked < 60, "\(asked) requests in 20 minutes")
        }
    }

    @Test(arguments: Stores.allCases)
    func tagsThatNobodyPullsAreWatched(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            try front.upstream.put(two, as: "1.0")
            front.upstream.forgetRequests()
            try front.test.advance(by: .hours(5))
            try await front.registry.watchUpstreams()
            #expect(front.upstream.requests.map(\.line) == [])
            try front.test.advance(by: .hours(2))
            try await front.registry.watchUpstreams()
            #expect(try await front.kinds(of: "1.0") == [.created, .observed, .held])
            front.expectNoReadOfTag()
        }
    }

    @Test func tagsAreNotWatchedWhereThatIsOff() async throws {
        try await withUpstream(settings: { $0.watch = nil }) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.upstream.forgetRequests()
            try front.test.advance(by: .days(30))
            try await front.registry.watchUpstreams()
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }
}
