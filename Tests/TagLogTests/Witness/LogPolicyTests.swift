// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import TagLog

@Suite struct LogPolicyTests {
    private static let names = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
    private let witnesses: [CosignatureSigner]
    private let keys: [String: String]

    init() throws {
        witnesses = try Self.names.enumerated().map { place, name in
            try CosignatureSigner(seed: Array(repeating: UInt8(place + 1), count: 32), name: "witness.example/\(name)")
        }
        keys = Dictionary(uniqueKeysWithValues: zip(Self.names, witnesses.map(\.key.text)))
    }

    private func key(_ name: String) -> String {
        keys[name] ?? "no key of \(name)"
    }

    private var groups: String {
        """
        # Two organizations.
        \tlog  \(NoteFixture.logKey)  https://registry.example.com/

        witness X1 \(key("X1"))
        witness X2 \(key("X2")) https://x2.example/
        witness X3 \(key("X3"))
        group X-witnesses 2 X1 X2 X3

        witness Y1 \(key("Y1"))
          witness Y2 \(key("Y2"))
        witness Y3 \(key("Y3"))
        group Y-witnesses any Y1 Y2 Y3

        group X-and-Y all X-witnesses Y-witnesses
        quorum X-and-Y

        """
    }

    private func policy(_ text: String) throws -> LogPolicy {
        try LogPolicy(parsing: Array(text.utf8))
    }

    private func checkpoint(cosignedBy names: [String]) throws -> SignedCheckpoint {
        let plain = try SignedCheckpoint("\(NoteFixture.text300)\n\(NoteFixture.logLine300)\n")
        return try names.reduce(plain) { signed, name in
            let place = try #require(Self.names.firstIndex(of: name))
            return try signed.cosigned(by: witnesses[place], at: NoteFixture.witnessTime)
        }
    }

    @Test func fileIsRead() throws {
        let policy = try policy(groups)
        #expect(policy.logs == [.init(key: try NoteKey(NoteFixture.logKey), url: "https://registry.example.com/")])
        #expect(policy.witnesses.map(\.name) == Self.names)
        #expect(policy.witnesses.map(\.url) == [nil, "https://x2.example/", nil, nil, nil, nil])
        #expect(policy.groups.map(\.threshold) == [2, 1, 2])
        #expect(policy.groups.last?.members == ["X-witnesses", "Y-witnesses"])
        #expect(policy.quorum == "X-and-Y")
    }

    @Test(arguments: [
        ([], false), (["X1", "X2"], false), (["Y1"], false), (["X1", "Y1"], false), (["Y1", "Y2", "Y3"], false),
        (["X1", "X2", "Y3"], true), (["X3", "Y1", "X1"], true), (names, true),
    ])
    func quorumOfGroupsDecides(cosigners: [String], satisfied: Bool) throws {
        let policy = try policy(groups)
        #expect(policy.isSatisfied(by: try checkpoint(cosignedBy: cosigners)) == satisfied)
        #expect(policy.isWitnessed(try checkpoint(cosignedBy: cosigners)) == satisfied)
    }

    @Test func singleWitnessOrNoneCanBeTheQuorum() throws {
        let log = "log \(NoteFixture.logKey)\n"
        let one = try policy("\(log)witness a \(NoteFixture.witnessKey)\nquorum a\n")
        #expect(one.isSatisfied(by: try SignedCheckpoint(NoteFixture.checkpoint300)))
        #expect(!one.isSatisfied(by: try SignedCheckpoint(NoteFixture.checkpoint256)))
        let none = try policy("\(log)quorum none\n")
        #expect(none.quorum == nil)
        #expect(none.isSatisfied(by: try SignedCheckpoint(NoteFixture.checkpoint256)))
    }

    @Test func checkpointOfALogThatIsNotListedDoesNotSatisfy() throws {
        let signed = try SignedCheckpoint(NoteFixture.checkpoint300)
        let other = try NoteSigner(name: NoteFixture.origin).key
        #expect(!(try policy("log \(other.text)\nquorum none\n").isSatisfied(by: signed)))
        let elsewhere = try NoteKey(NoteFixture.logKey).named("registry.example.com/team/other")
        #expect(!(try policy("log \(elsewhere.text)\nquorum none\n").isSatisfied(by: signed)))
        #expect(!(try policy("quorum none\n").isSatisfied(by: signed)))
        #expect(try policy("quorum none\n").isWitnessed(signed))
        let registry = try NoteKey(NoteFixture.logKey).named("registry.example.com")
        #expect(try policy("log \(registry.text)\nquorum none\n").isSatisfied(by: signed))
    }

    @Test func cosignatureThatDoesNotFitSpoilsTheCheckpoint() throws {
        let text = "witness a \(NoteFixture.witnessKey)\nwitness b \(key("X1"))\ngroup g any a b\nquorum g\n"
        let policy = try policy("log \(NoteFixture.logKey)\n\(text)")
        let good = try SignedCheckpoint(NoteFixture.checkpoint300).cosigned(
            by: witnesses[0],
            at: NoteFixture.witnessTime
        )
        #expect(policy.isSatisfied(by: good))
        let bad = String(decoding: good.bytes, as: UTF8.self).replacing("rALQ1yGfw", with: "rALQ1yGfx")
        #expect(!policy.isSatisfied(by: try SignedCheckpoint(bad)))
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let lines: [String]
        let line: Int
        var testDescription: String { lines.joined(separator: " / ") }

        init(_ lines: String..., at line: Int) {
            self.lines = lines
            self.line = line
        }
    }

    @Test(arguments: [
        Refused("", at: 0), Refused("quorum", at: 1), Refused("quorum a", at: 1), Refused("quorum a b", at: 1),
        Refused("quorum none", "quorum none", at: 2), Refused("Quorum none", at: 1), Refused("quorum None", at: 1),
        Refused("frob a", at: 1), Refused("log", at: 1), Refused("log nokey", at: 1), Refused("log LOG a b", at: 1),
        Refused("log LOG", "log LOG", at: 2), Refused("log WITNESS", at: 1), Refused("witness a", at: 1),
        Refused("witness a LOG", at: 1), Refused("witness a WITNESS b c", at: 1),
        Refused("witness none WITNESS", at: 1),
        Refused("witness a WITNESS", "witness b WITNESS", at: 2), Refused("witness a WITNESS", "witness a X1", at: 2),
        Refused("witness a WITNESS", "group a any a", at: 2), Refused("group g any", at: 1),
        Refused("group g any a", at: 1),
        Refused("group g any g", at: 1), Refused("witness a WITNESS", "group none any a", at: 2),
        Refused("witness a WITNESS", "group g any none", at: 2), Refused("witness a WITNESS", "group g 0 a", at: 2),
        Refused("witness a WITNESS", "group g 2 a", at: 2), Refused("witness a WITNESS", "group g 01 a", at: 2),
        Refused("witness a WITNESS", "group g some a", at: 2), Refused("witness a WITNESS", "group g any a a", at: 2),
        Refused("witness a WITNESS", "group g any a", "group h any a", at: 3),
        Refused("witness a WITNESS", "group g -1 a", at: 2), Refused("quorum a", "witness a WITNESS", at: 1),
        Refused("witness caf\u{e9} WITNESS", "quorum cafe\u{301}", at: 2), Refused("quorum none\r", at: 1),
        Refused("quorum none\u{7f}", at: 1), Refused("quorum\u{a0}none", at: 1),
    ])
    func wrongLineIsNamed(row: Refused) {
        let text = row.lines.joined(separator: "\n") + "\n"
        let filled = text.replacing("LOG", with: NoteFixture.logKey).replacing("WITNESS", with: NoteFixture.witnessKey)
            .replacing("X1", with: key("X1"))
        #expect {
            try policy(filled)
        } throws: { error in
            (error as? LogPolicyError)?.line == row.line
        }
    }

    @Test func fileThatIsCutOrTooLargeIsRefused() {
        #expect(throws: LogPolicyError.self) { try policy("quorum none") }
        #expect(throws: LogPolicyError.self) { try policy(String(repeating: "#\n", count: 131_073) + "quorum none\n") }
    }

    @Test func damagedFilesAreRefusedOrHaveAQuorumOfTheirOwn() {
        var damage = Deterministic(seed: 75)
        for _ in 0..<1_500 {
            let bytes = damage.damage(Array(groups.utf8))
            // Only what is read counts here.
            guard let policy = try? LogPolicy(parsing: bytes) else { continue }
            let defined = policy.witnesses.map(\.name) + policy.groups.map(\.name)
            #expect(policy.quorum.map { defined.contains($0) } ?? true)
            #expect(policy.groups.allSatisfy { (1...$0.members.count).contains($0.threshold) })
        }
    }
}
