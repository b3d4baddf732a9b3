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
