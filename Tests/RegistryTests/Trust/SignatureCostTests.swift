// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

@Suite struct SignatureCostTests {
    private let release = SigningKey.generate()

    /// How many times a signature was checked with a key so far.
    private func checks(_ test: TestRegistry) async throws -> Int64 {
        let gauges = try await test.registry.gauges()
        return try #require(gauges.first { $0.name == "holdfast_signature_checks_total" }).value
    }

    @Test(arguments: Stores.allCases)
    func readingAnUnchangedTagChecksNothingAgain(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release], pull: .signed)
            let image = Image("one")
            #expect(try await test.push(image, as: "1.0") == [])
            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == image.digest)
            let before = try await checks(test)
            #expect(before > 0)
            for _ in 0..<5 { #expect(try await test.meaning(of: "1.0") == image.digest) }
            #expect(try await checks(test) == before)
        }
    }

    @Test(arguments: Stores.allCases)
    func otherKeyUnderTheSameNameIsCheckedAnew(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let image = Image("one")
            test.require(["release": release], pull: .signed)
            #expect(try await test.push(image, as: "1.0") == [])
            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == image.digest)
            test.require(["release": .generate()], pull: .signed)
            let code = try await refusal { _ = try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve) }
            #expect(code == .unsigned)
            test.require(["release": release], pull: .signed)
            #expect(try await test.meaning(of: "1.0") == image.digest)
        }
    }

    /// Whose many signatures must not keep the one that counts from being seen.
    enum Crowd: CaseIterable {
        case othersBefore
        case ownLater
    }

    @Test(arguments: Stores.allCases, Crowd.allCases)
    func signaturesAreNotCrowdedOut(_ stores: Stores, _ crowd: Crowd) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release], pull: .signed)
            let image = Image("one")
            #expect(try await test.push(image, as: "1.0") == [])
            let start = test.clock.now
            try test.advance(by: .hours(1))
            try await test.sign(image, as: "1.0", with: release, only: .referrers)
            try test.advance(by: .hours(1))
            let now = test.clock.now
            try await test.metadata.write { store in
                for number in 0..<1_100 {
                    let hash = [0, 0, 0, UInt8(number >> 8), UInt8(number & 0xff)] + [UInt8](repeating: 0, count: 27)
                    try store.putManifest(
                        ManifestRecord(
                            digest: Digest(algorithm: .sha256, hash: hash),
                            mediaType: .imageManifest,
                            artifactType: "application/vnd.dev.sigstore.bundle.v0.3+json",
                            size: 10,
                            subject: image.digest,
                            visibility: .everyone,
                            pushedBy: crowd == .ownLater ? "ben" : "bea",
                            pushedAt: crowd == .ownLater ? now : start
                        ),
                        pointingTo: [],
                        in: .app
                    )
                }
            }
            #expect(try await test.meaning(of: "1.0") == image.digest)
        }
    }
}
