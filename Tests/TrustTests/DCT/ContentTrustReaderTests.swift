// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct ContentTrustReaderTests {
    @Test func readsWhatNotaryWrote() async throws {
        var request = ContentTrustRequest(
            gun: NotaryFixture.gun,
            rootTrust: .keys(["b71864f87ee63f0f7b29372bc876fa9959ed49eaa8d8131bd29f20dae470f3ac"]),
            expiry: .refuse,
            now: try #require(Timestamp("2026-11-22T00:00:00Z"))
        )
        let fetch: ContentTrustReader.Fetch = { NotaryFixture.files[$0.path].map { Array($0.utf8) } }
        let repository = try await ContentTrustReader.read(request, fetch: fetch)
        let lines = repository.current.map { "\($0.tag) \($0.digest.hex.prefix(4)) \($0.size) \($0.roles)" }
        #expect(
            lines == [
                #"1.0 2e7d 529 ["targets"]"#, #"2.0 2e7d 600 ["targets/releases"]"#, #"3.0 ca97 602 ["targets"]"#,
                #"b1 ca97 601 ["targets/bob"]"#,
            ]
        )
        #expect(repository.current[3].signers == ["b0294c6934808333c45ce3ae58c1d6f5bea939e427b6bfae05282421b21becb5"])
        #expect(repository.rootVersion == 3)
        #expect(repository.expired.isEmpty)
        // The file of the private key is called by another id of the same key.
        request.rootTrust = .keys(["0afa457aaed7a3f528cffef96e9ebe90e5e8b52f3ab906a1465084b68a41010c"])
        #expect(try await ContentTrustReader.read(request, fetch: fetch).current.count == 4)
    }

    @Test func tellsWhatTagsMeantBefore() async throws {
        let trust = try ForgedTrust.simple()
        let repository = try await trust.read()
        #expect(repository.history.map { "\($0.version) \($0.tag)" } == ["1 1.0", "2 1.0", "3 1.1"])
        #expect(repository.history.map(\.digest) == ["a", "b", "c"].map { ForgedTrust.digest($0) })
        #expect(repository.history.allSatisfy { $0.signers == [trust.targetsKeys[0].id] && $0.size == 528 })
        #expect(repository.current.map(\.tag.rawValue) == ["1.0", "1.1"])
        #expect(repository.notes.isEmpty)
    }

    @Test func refusesAFileOfWhichOneByteDiffers() async throws {
        let trust = try ForgedTrust.simple()
        for name in ["root.json", "targets.json", "snapshot.json", "timestamp.json"] {
            let bytes = try #require(trust.files[name])
            for position in stride(from: 0, to: bytes.count, by: 31) {
                var changed = trust
                changed.files[name]?[position] ^= 1
                await #expect(throws: ContentTrustError.self, "\(name), byte \(position)") { try await changed.read() }
            }
        }
    }

    @Test func leavesOutAnOlderVersionThatIsNotVerified() async throws {
        var trust = try ForgedTrust.simple()
        let stranger = ForgedTrust.Key()
        let saved = trust.files["targets.json"]
        trust.versions["targets"] = 1
        try trust.publishTargets(["1.0": "z"], by: [stranger])
        trust.files["targets.json"] = saved
        let repository = try await trust.read()
        #expect(repository.history.map { "\($0.version) \($0.tag)" } == ["1 1.0", "3 1.0", "3 1.1"])
        #expect(!repository.history.contains { $0.digest == ForgedTrust.digest("z") })
        #expect(repository.notes.count == 1)
    }

    @Test func endsWhenASignatureOfTheThresholdIsMissing() async throws {
        var trust = ForgedTrust()
        let other = ForgedTrust.Key()
        trust.targetsKeys.append(other)
        trust.targetsThreshold = 2
        try trust.publishRoot()
        try trust.publishTargets(["1.0": "a"])
        try trust.seal()
        #expect(try await trust.read().current.map(\.signers.count) == [2])
        trust.versions = [:]
        trust.files["1.targets.json"] = nil
        // The same key twice is one signature.
        try trust.publishTargets(["1.0": "a"], by: [other, other])
        try trust.seal()
        await #expect(throws: ContentTrustError.self) { try await trust.read() }
    }

    @Test func asksAboutTheRoot() async throws {
        let trust = try ForgedTrust.simple()
        let error = await #expect(throws: ContentTrustError.self) { try await trust.read(.unknown) }
        #expect(error?.code == .rootUnknown)
        #expect(error?.rootKeys.map(\.id) == [trust.rootKeys[0].id])
        #expect(try await trust.read(.firstUse).current.count == 2)
        let wrong = await #expect(throws: ContentTrustError.self) {
            try await trust.read(.keys([ForgedTrust.Key().id]))
        }
        #expect(wrong?.code == .invalid)
    }

    @Test func refusesARootThatWasReplaced() async throws {
        let pinned = try ForgedTrust.simple()
        let forged = try ForgedTrust.simple()
        await #expect(throws: ContentTrustError.self) { try await forged.read(.keys([pinned.rootKeys[0].id])) }
    }

    @Test func refusesExpiredMetadataUnlessItIsAccepted() async throws {
        var trust = try ForgedTrust.simple()
        try trust.seal(expires: "2026-11-20T11:59:59Z")
        let error = await #expect(throws: ContentTrustError.self) { try await trust.read() }
        #expect(error?.code == .expired)
        let repository = try await trust.read(expiry: .accept)
        #expect(repository.expired.count == 2)
        #expect(repository.history.count == 3)
    }

    @Test func refusesToGoBackBehindWhatWasSeen() async throws {
        var trust = try ForgedTrust.simple()
        #expect(try await trust.read(known: ["targets": 3, "snapshot": 1]).current.count == 2)
        await #expect(throws: ContentTrustError.self) { try await trust.read(known: ["snapshot": 2]) }
        // An older state, sealed anew, while the later version is still there.
        trust.files["targets.json"] = trust.files["2.targets.json"]
        try trust.seal()
        await #expect(throws: ContentTrustError.self) { try await trust.read() }
        trust.files["3.targets.json"] = nil
        #expect(try await trust.read().current.map(\.digest) == [ForgedTrust.digest("b")])
        await #expect(throws: ContentTrustError.self) { try await trust.read(known: ["targets": 3]) }
    }
}
