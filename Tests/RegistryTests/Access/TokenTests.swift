// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct TokenTests {
    private func create(
        _ test: TestRegistry,
        for name: String = "robot",
        repositories: [String] = [],
        rights: [Right] = [],
        lifetime: Duration? = nil,
        by caller: Caller = .ann
    ) async throws -> TokenSummary {
        try await test.registry.createToken(
            for: name,
            repositories: repositories,
            rights: rights,
            lifetime: lifetime,
            by: caller
        )
    }

    @Test(arguments: Stores.allCases)
    func tokenIsItsUserNarrowed(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let token = try await create(test, repositories: ["team/**", "ci/x"], rights: [.pull, .push])
            let secret = try #require(token.secret)
            #expect(Registry.isToken(secret))
            let found = try #require(try await test.registry.identify(token: secret))
            #expect(found.user == "robot")
            #expect(found.grant.repositories.map(\.pattern) == ["team/**", "ci/x"])
            #expect(found.grant.rights == [.pull, .push])

            let access = AccessPolicy(entries: [
                AccessEntry(subject: .users(["robot"]), can: [.pull, .push, .delete])
            ])
            let caller = Caller(user: found.user, access: access, grants: [found.grant])
            #expect(caller.rights(in: "team/app") == [.pull, .push])
            #expect(caller.rights(in: "ci/x") == [.pull, .push])
            #expect(caller.rights(in: "ci/y") == [])
            #expect(caller.rights(in: nil) == [])
            // A token never has what its user has not.
            let reader = AccessPolicy(entries: [AccessEntry(subject: .everyone, can: [.pull])])
            #expect(Caller(user: found.user, access: reader, grants: [found.grant]).rights(in: "team/app") == [.pull])
        }
    }

    @Test(arguments: Stores.allCases)
    func onlyTheWholeTextIsTheToken(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let secret = try #require(try await create(test).secret)
            let other = try #require(try await create(test).secret)
            #expect(try await test.registry.identify(token: secret) != nil)
            let mixed = secret.prefix(17) + other.dropFirst(17)
            for text in [
                "", "hft_", String(secret.dropLast()), secret + "0", " " + secret, secret.uppercased(), String(mixed),
                secret.replacing("hft_", with: ""), "hft__" + secret.dropFirst(4), secret + "\0",
            ] {
                #expect(try await test.registry.identify(token: text) == nil, "\(text)")
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func tokensAreAllDifferentAndTheirSecretIsNotStored(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            var secrets: Set<String> = []
            for _ in 0..<20 { secrets.insert(try #require(try await create(test).secret)) }
            #expect(secrets.count == 20)
            let listed = try await test.registry.tokens(by: .ann)
            #expect(listed.count == 20)
            #expect(listed.allSatisfy { $0.secret == nil })
            for token in listed {
                let half = secrets.first { $0.contains(token.record.id) }?.split(separator: "_").last
                #expect(half != nil)
                #expect(half.map(String.init) != token.record.secretHash)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func tokenEndsWithItsLifetime(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let secret = try #require(try await create(test, lifetime: .days(30)).secret)
            try test.advance(by: .days(30) - .microseconds(1))
            #expect(try await test.registry.identify(token: secret) != nil)
            try test.advance(by: .microseconds(1))
            #expect(try await test.registry.identify(token: secret) == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func lifetimeThatIsNoneIsRefused(_ stores: Stores) async throws {
        try await withRegistry(stores) { test async throws in
            for lifetime in [Duration.zero, .seconds(-1), .seconds(Int64.max / 4)] {
                #expect(try await refusal { _ = try await create(test, lifetime: lifetime) } == .requestInvalid)
            }
            #expect(try await test.registry.tokens(by: .ann) == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func revokedTokenStopsAtOnceAndForGood(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let token = try await create(test)
            let secret = try #require(token.secret)
            let revoked = try await test.registry.revokeToken(token.record.id, by: .ann)
            #expect(revoked.record.revokedAt == test.clock.now)
            #expect(try await test.registry.identify(token: secret) == nil)
            try test.advance(by: .days(1))
            #expect(try await test.registry.revokeToken(token.record.id, by: .ann).record == revoked.record)
            #expect(try await test.registry.tokens(by: .ann).map(\.record) == [revoked.record])
            #expect(
                try await refusal { _ = try await test.registry.revokeToken("ffffffffffff", by: .ann) } == .tokenUnknown
            )
        }
    }

    @Test(
        arguments: Stores.allCases,
        [
            "", " ", "\n", "team/**\n", "\nteam", "a\0", "team/[ab]", "/", "a,b", "\u{202e}",
            String(repeating: "a", count: 300),
        ]
    )
    func patternThatWouldNotReadAgainIsRefused(_ stores: Stores, _ pattern: String) async throws {
        try await withRegistry(stores) { test async throws in
            for repositories in [[pattern], ["team/**", pattern], [pattern, pattern]] {
                #expect(try await refusal { _ = try await create(test, repositories: repositories) } == .requestInvalid)
            }
            #expect(try await test.registry.tokens(by: .ann) == [])
        }
    }

    @Test(
        arguments: Stores.allCases,
        ["", "a b", "a\0b", "a\n", "ann:x", "é", "holdfast", "anonymous", String(repeating: "a", count: 65)]
    )
    func nameThatIsNoUserNameIsRefused(_ stores: Stores, _ name: String) async throws {
        try await withRegistry(stores) { test async throws in
            #expect(try await refusal { _ = try await create(test, for: name) } == .requestInvalid)
        }
    }

    @Test(arguments: Stores.allCases, [["team/[ab]"], ["team/**", "A:b"], [""], ["", ""], ["team/**", ""]])
    func storedPatternThatNoLongerReadsReachesNothing(_ stores: Stores, _ patterns: [String]) async throws {
        try await withRegistry(stores) { test in
            let token = try await create(test, repositories: ["team/**"], rights: [.pull])
            var record = token.record
            record.repositories = patterns
            let changed = record
            try await test.metadata.write { try $0.putToken(changed) }
            #expect(try await test.registry.identify(token: try #require(token.secret)) == nil)
        }
    }

    @Test(arguments: Stores.allCases, [["fly"], ["pull", "fly"], [""]])
    func storedRightThatNoLongerReadsReachesNothing(_ stores: Stores, _ rights: [String]) async throws {
        try await withRegistry(stores) { test in
            let token = try await create(test, rights: [.pull])
            var record = token.record
            record.rights = rights
            let changed = record
            try await test.metadata.write { try $0.putToken(changed) }
            #expect(try await test.registry.identify(token: try #require(token.secret)) == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func needsTheRightToAdminister(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let token = try await create(test)
            for caller in [Caller.ben, .eve, .nobody] {
                #expect(try await refusal { _ = try await create(test, by: caller) } == .rightMissing)
                #expect(try await refusal { _ = try await test.registry.tokens(by: caller) } == .rightMissing)
                #expect(
                    try await refusal { _ = try await test.registry.revokeToken(token.record.id, by: caller) }
                        == .rightMissing
                )
            }
            // A token narrowed to repositories administers nothing, whoever its user is.
            let narrowed = Caller(user: "ann", access: .team, grants: [.init(repositories: [try Glob("**")])])
            #expect(try await refusal { _ = try await create(test, by: narrowed) } == .rightMissing)
        }
    }

    @Test(arguments: Stores.allCases)
    func lastUseIsWrittenWithTheNextBatch(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let token = try await create(test)
            try test.advance(by: .hours(1))
            _ = try await test.registry.identify(token: try #require(token.secret))
            #expect(try await test.registry.tokens(by: .ann).first?.lastUsedAt == nil)
            try await test.registry.writePulls()
            #expect(try await test.registry.tokens(by: .ann).first?.lastUsedAt == test.clock.now)
        }
    }

    @Test(arguments: Stores.allCases)
    func signingKeyIsMadeOnceAndOutlivesTheProcess(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let key = try await test.registry.signingKey()
            #expect(key.count == 64)
            #expect(try await test.registry.signingKey() == key)
            #expect(try await test.reopened().registry.signingKey() == key)
        }
        try await withRegistry(stores) { one in
            let key = try await one.registry.signingKey()
            try await withRegistry(.memory) { two async throws in
                #expect(try await two.registry.signingKey() != key)
            }
        }
    }
}
