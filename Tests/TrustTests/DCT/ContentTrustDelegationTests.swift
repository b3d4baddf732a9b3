// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct ContentTrustDelegationTests {
    private static func delegations(_ roles: [(name: String, key: ForgedTrust.Key, paths: [String])]) -> String {
        let list = roles.map { role in
            let paths = role.paths.map { "\"\($0)\"" }.joined(separator: ",")
            return #"{"keyids":["\#(role.key.id)"],"name":"\#(role.name)","paths":[\#(paths)],"threshold":1}"#
        }
        return #"{"keys":\#(ForgedTrust.keyList(roles.map(\.key))),"roles":[\#(list.joined(separator: ","))]}"#
    }

    @Test func takesReleasesBeforeTargets() async throws {
        var trust = ForgedTrust()
        let key = ForgedTrust.Key()
        try trust.publishRoot()
        try trust.publishTargets(
            ["1.0": "a", "2.0": "b"],
            delegations: Self.delegations([("targets/releases", key, [""])])
        )
        try trust.publishTargets(["1.0": "c", "2.0": "b"], as: "targets/releases", by: [key])
        try trust.seal()
        let repository = try await trust.read()
        #expect(repository.current.map(\.digest) == [ForgedTrust.digest("c"), ForgedTrust.digest("b")])
        #expect(repository.current[1].roles == ["targets/releases", "targets"])
        #expect(repository.current[1].signers == [key.id, trust.targetsKeys[0].id])
        #expect(repository.notes.count == 1)
    }

    /// Versions of `targets`, and what `targets/releases` says at the end, dated as they are listed.
    private static func history(
        _ steps: [(role: String, targets: KeyValuePairs<String, Character>)],
        leavingOut lost: [String] = []
    ) async throws -> [String] {
        var trust = ForgedTrust()
        let key = ForgedTrust.Key()
        try trust.publishRoot()
        for (day, step) in steps.enumerated() {
            let isMain = step.role == "targets"
            try trust.publishTargets(
                step.targets,
                as: step.role,
                by: isMain ? nil : [key],
                delegations: isMain
                    ? Self.delegations([("targets/bob", key, [""]), ("targets/releases", key, [""])])
                    : #"{"keys":{},"roles":[]}"#,
                expires: "2029-11-1\(day)T12:00:00Z"
            )
        }
        for name in lost { trust.files[name] = nil }
        try trust.seal()
        let letters = Dictionary(uniqueKeysWithValues: "abc".map { (ForgedTrust.digest($0), $0) })
        return try await trust.read().history.map { "\(letters[$0.digest] ?? "?") \($0.roles.joined(separator: "+"))" }
    }

    @Test func endsWithWhatDockerResolvesWhenAnotherRoleIsSignedAnew() async throws {
        let steps: [(role: String, targets: KeyValuePairs<String, Character>)] = [
            ("targets", ["1.0": "a"]), ("targets/releases", ["1.0": "b"]), ("targets", ["1.0": "a"]),
        ]
        #expect(try await Self.history(steps) == ["a targets", "b targets/releases"])
        // The version before the change of keys is gone, and the new one dates all that it says later.
        let lost = ["1.targets.json"]
        #expect(try await Self.history(steps, leavingOut: lost) == ["a targets", "b targets/releases"])
    }

    @Test func endsWithWhatDockerResolvesWhenARoleThatItDoesNotAskMoves() async throws {
        let history = try await Self.history([
            ("targets", ["1.0": "a"]), ("targets/bob", ["1.0": "b"]), ("targets/bob", ["1.0": "c"]),
        ])
        #expect(history == ["b targets/bob", "c targets/bob", "a targets"])
    }

    @Test func comesBackToWhatTheLastRoleSaysWhenTheFirstTakesItBack() async throws {
        let history = try await Self.history([
            ("targets", ["1.0": "a"]), ("targets/releases", ["1.0": "b"]), ("targets/releases", [:]),
        ])
        #expect(history == ["a targets", "b targets/releases", "a targets"])
    }

    @Test func hearsARoleOnlyWithinItsPaths() async throws {
        var trust = ForgedTrust()
        let key = ForgedTrust.Key()
        try trust.publishRoot()
        try trust.publishTargets([:], delegations: Self.delegations([("targets/bob", key, ["b", "1"])]))
        try trust.publishTargets(["1.0": "a", "b1": "b", "2.0": "c"], as: "targets/bob", by: [key])
        try trust.seal()
        #expect(try await trust.read().current.map(\.tag.rawValue) == ["1.0", "b1"])
    }

    @Test func refusesARoleSignedByAnotherKey() async throws {
        var trust = ForgedTrust()
        let key = ForgedTrust.Key()
        try trust.publishRoot()
        try trust.publishTargets([:], delegations: Self.delegations([("targets/bob", key, [""])]))
        try trust.publishTargets(["1.0": "a"], as: "targets/bob", by: trust.targetsKeys)
        try trust.seal()
        await #expect(throws: ContentTrustError.self) { try await trust.read() }
    }

    @Test(arguments: ["targets/../root", "targets", "targets/a/b", "other/a", "targets/a b", "targets//a"])
    func refusesARoleWithAStrangeName(_ name: String) async throws {
        var trust = ForgedTrust()
        try trust.publishRoot()
        try trust.publishTargets([:], delegations: Self.delegations([(name, ForgedTrust.Key(), [""])]))
        try trust.seal()
        await #expect(throws: ContentTrustError.self) { try await trust.read() }
    }

    @Test func remembersARoleThatWasDropped() async throws {
        var trust = ForgedTrust()
        let key = ForgedTrust.Key()
        try trust.publishRoot()
        try trust.publishTargets([:], delegations: Self.delegations([("targets/bob", key, [""])]))
        try trust.publishTargets(["1.0": "a"], as: "targets/bob", by: [key])
        try trust.publishTargets(["1.0": "b"], as: "targets/bob", by: [key], expires: "2029-11-21T12:00:00Z")
        try trust.publishTargets([:])
        try trust.seal()
        let repository = try await trust.read()
        #expect(repository.current.isEmpty)
        #expect(repository.history.map(\.digest) == [ForgedTrust.digest("a"), ForgedTrust.digest("b")])
    }
}
