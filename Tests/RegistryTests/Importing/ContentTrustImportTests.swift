// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Registry
import Storage
import TagLog
import Testing
import Trust

@Suite struct ContentTrustImportTests {
    private static let alice = String(repeating: "a", count: 64)
    private static let bob = String(repeating: "b", count: 64)

    private func entry(_ tag: Tag, _ letter: String, signers: [String] = [alice]) throws -> ContentTrustImport.Entry {
        ContentTrustImport.Entry(
            tag: tag,
            digest: try Digest("sha256:" + String(repeating: letter, count: 64)),
            size: 528,
            version: 3,
            expires: try #require(Timestamp("2029-11-20T00:00:00Z")),
            roles: ["targets/releases"],
            signers: signers
        )
    }

    private func order(
        _ entries: [ContentTrustImport.Entry],
        source: String = "dct:registry.example.com/team/app",
        _ freshness: ContentTrustImport.Freshness = .valid
    ) throws -> ContentTrustImport {
        let source = try #require(ContentTrustImport.Source(source))
        return ContentTrustImport(repository: "team/app", source: source, entries: entries, freshness: freshness)
    }

    @Test(arguments: Stores.allCases)
    func writesOneEventForEachMeaningAndSetsNoTag(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let entries = [try entry("1.0", "1"), try entry("1.0", "2", signers: [Self.alice, Self.bob])]
            let result = try await test.registry.importContentTrust(order(entries, .expired), by: .ann)
            #expect(result.freshness == .expired)
            #expect(result.outcomes.map(\.index) == [0, 1])
            #expect(result.outcomes.allSatisfy { $0.isNew })
            let events = try await test.registry.history(of: nil, in: "team/app", before: nil, limit: 10, by: .ann)
            #expect(events.map(\.kind) == [.imported, .imported])
            #expect(events.map(\.digest) == [entries[1].digest, entries[0].digest])
            #expect(events.allSatisfy { $0.actor == "ann" && $0.reason?.hasSuffix("when it was imported") == true })
            #expect(try await test.metadata.read { try $0.tag("1.0", in: "team/app") } == nil)
            let logged = try await test.metadata.read { try $0.logEntries(of: "team/app", from: 0, limit: 10) }
            let last = try LogEntry(parsing: try #require(logged.last))
            #expect(last.source == "dct:registry.example.com/team/app")
            #expect(last.signers == [Self.alice, Self.bob])
        }
    }

    @Test(arguments: Stores.allCases)
    func knowsWhatWasImportedBefore(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let entries = [try entry("1.0", "1"), try entry("1.0", "2"), try entry("1.0", "1"), try entry("2.0", "1")]
            let news = { (order: ContentTrustImport) async throws -> [Bool] in
                try await test.registry.importContentTrust(order, by: .ann).outcomes.map(\.isNew)
            }
            #expect(try await news(order(Array(entries.prefix(2)))) == [true, true])
            #expect(try await news(order(entries)) == [false, false, true, true])
            #expect(try await news(order(entries)) == [false, false, false, false])
            // A cache knows the last state alone.
            #expect(try await news(order([entries[2], entries[3]])) == [false, false])
            #expect(try await news(order([try entry("1.0", "1", signers: [Self.bob])])) == [true])
            #expect(try await news(order([entries[0]], source: "dct:elsewhere.example/app")) == [true])
        }
    }

    /// A publisher replaces a key and signs anew what a role says that docker asks last.
    @Test func theLastEventIsWhatTheTagMeansAfterAMereChangeOfKeys() async throws {
        try await withRegistry(.memory) { test in
            let (old, new) = (try entry("1.0", "1"), try entry("1.0", "1", signers: [Self.bob]))
            let now = try entry("1.0", "2")
            let news = { (order: ContentTrustImport) async throws -> [Bool] in
                try await test.registry.importContentTrust(order, by: .ann).outcomes.map(\.isNew)
            }
            #expect(try await news(order([old, now])) == [true, true])
            #expect(try await news(order([new, now])) == [true, true])
            #expect(try await news(order([new, now])) == [false, false])
            #expect(try await news(order([now])) == [false])
            let events = try await test.registry.history(of: nil, in: "team/app", before: nil, limit: 10, by: .ann)
            #expect(events.map(\.digest) == [now, new, now, old].map(\.digest))
        }
    }

    @Test func writesAgainWhatTheTagMeansOnceMoreAndNothingThatHadExpired() async throws {
        try await withRegistry(.memory) { test in
            let (one, two) = (try entry("1.0", "1"), try entry("1.0", "2"))
            let news = { (order: ContentTrustImport) async throws -> [Bool] in
                try await test.registry.importContentTrust(order, by: .ann).outcomes.map(\.isNew)
            }
            #expect(try await news(order([one, two])) == [true, true])
            // A cache that is older than what was imported.
            #expect(try await news(order([one], .expired)) == [false])
            #expect(try await news(order([one])) == [true])
            #expect(try await news(order([one])) == [false])
        }
    }

    @Test(arguments: [
        "", "dct:", "a b", "dct:app", "dct:team/app", "registry.example.com/team/app",
        "DCT:registry.example.com/team/app",
        "dct:registry.example.com/team/app:1.0", "dct:registry.example.com/team app", "dct:registry.example.com/a\nb",
        "dct:registry.example.com/team/app@sha256:" + String(repeating: "0", count: 64),
        "dct:registry.example.com/" + String(repeating: "a", count: 512),
    ])
    func aSourceIsANameWithItsHost(_ text: String) {
        #expect(ContentTrustImport.Source(text) == nil)
    }

    @Test(arguments: ["dct:docker.io/library/alpine", "dct:127.0.0.1:5000/team/app"])
    func keepsTheSourceAsItWasWritten(_ text: String) {
        #expect(ContentTrustImport.Source(text)?.rawValue == text)
    }

    @Test func writesMoreThanOneTransactionHolds() async throws {
        try await withRegistry(.memory) { test in
            let entries = try (0..<450).map { try entry("1.0", String($0 % 10)) }
            let result = try await test.registry.importContentTrust(order(entries), by: .ann)
            #expect(result.outcomes.map(\.index) == Array(0..<450))
            let again = try await test.registry.importContentTrust(order(entries), by: .ann)
            #expect(again.outcomes.map(\.index) == Array(0..<450))
            #expect(!again.outcomes.contains { $0.isNew })
        }
    }

    /// The log tells of requirements and keys before the first event, so that those of an import are not where it read to.
    @Test func writesAllOfWhatATagMeantWhereSignaturesAreRequired() async throws {
        try await withRegistry(.memory) { test in
            test.require(["release": SigningKey.generate()])
            let entries = try (0..<450).map { try entry("1.0", $0.isMultiple(of: 2) ? "a" : "b") }
            let result = try await test.registry.importContentTrust(order(entries), by: .ann)
            #expect(result.outcomes.count { $0.isNew } == 450)
            let again = try await test.registry.importContentTrust(order(entries), by: .ann)
            #expect(again.outcomes.map(\.index) == result.outcomes.map(\.index))
            #expect(!again.outcomes.contains { $0.isNew })
        }
    }

    @Test func onlyAnAdministratorImports() async throws {
        try await withRegistry(.memory) { test in
            let caller = Caller(user: "eve", access: .team)
            let error = await #expect(throws: RegistryError.self) {
                try await test.registry.importContentTrust(order([try entry("1.0", "1")]), by: caller)
            }
            #expect(error?.code == .rightMissing)
        }
    }

    @Test func refusesWhatNoImportCanHold() async throws {
        try await withRegistry(.memory) { test in
            let good = try entry("1.0", "1")
            var unsigned = good
            unsigned.signers = []
            var strange = good
            strange.signers = ["a key\n"]
            var roleless = good
            roleless.roles = []
            for bad in try [order([unsigned]), order([strange]), order([roleless])] {
                let error = await #expect(throws: RegistryError.self) {
                    try await test.registry.importContentTrust(bad, by: .ann)
                }
                #expect(error?.code == .requestInvalid)
            }
        }
    }
}
