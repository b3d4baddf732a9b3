// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct ContentTrustRotationTests {
    /// A root whose key was replaced, with a version of targets under each.
    private func rotated(signedByOld: Bool = true) throws -> (trust: ForgedTrust, old: ForgedTrust.Key) {
        var trust = ForgedTrust()
        try trust.publishRoot()
        let old = trust.rootKeys[0]
        try trust.publishTargets(["1.0": "a"], expires: "2029-11-01T12:00:00Z")
        trust.rootKeys = [ForgedTrust.Key()]
        trust.targetsKeys = [ForgedTrust.Key()]
        try trust.publishRoot(alsoBy: signedByOld ? [old] : [])
        try trust.publishTargets(["1.0": "b"], expires: "2029-11-02T12:00:00Z")
        try trust.seal()
        return (trust, old)
    }

    @Test func followsARootFromItsOldKey() async throws {
        let (trust, old) = try rotated()
        let repository = try await trust.read(.keys([old.id]))
        #expect(repository.history.map(\.digest) == [ForgedTrust.digest("a"), ForgedTrust.digest("b")])
        #expect(repository.rootVersion == 2)
    }

    @Test func refusesARootThatTheOldKeyDidNotSign() async throws {
        let (trust, old) = try rotated(signedByOld: false)
        await #expect(throws: ContentTrustError.self) { try await trust.read(.keys([old.id])) }
    }

    @Test func doesNotBelieveWhatANewKeyCannotVouchFor() async throws {
        let (trust, old) = try rotated()
        let repository = try await trust.read()
        #expect(repository.history.map(\.digest) == [ForgedTrust.digest("b")])
        #expect(repository.notes.count == 2)
        let both = try await trust.read(.keys([trust.rootKeys[0].id, old.id]))
        #expect(both.history.count == 2)
    }

    @Test func doesNotBelieveAnOldKeyAboutLaterVersions() async throws {
        var (trust, old) = try rotated()
        let replaced = trust.targetsKeys
        let thief = try #require(trust.files["1.targets.json"])
        #expect(!thief.isEmpty)
        // Version 2 is in force; version 3 follows, and then 2 is forged with the key that version 1 was signed with.
        try trust.publishTargets(["1.0": "c"], expires: "2029-11-03T12:00:00Z")
        try trust.seal()
        #expect(trust.targetsKeys.map(\.id) == replaced.map(\.id))
        let repository = try await trust.read(.keys([trust.rootKeys[0].id, old.id]))
        #expect(repository.history.map(\.version) == [1, 2, 3])
        old = ForgedTrust.Key()
        await #expect(throws: ContentTrustError.self) { try await trust.read(.keys([old.id])) }
    }
}
