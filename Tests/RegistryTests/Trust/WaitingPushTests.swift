// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing
import Trust

/// What becomes of pushes that wait for signatures while other things happen.
@Suite struct WaitingPushTests {
    private let release = SigningKey.generate()
    private let second = SigningKey.generate()

    /// What somebody wants of a tag after a push of it began to wait.
    enum NewerIntent: CaseIterable {
        case signedPush
        case signedPushThatIsHeld
        case heldPushOnceMore
        case rollback
        case deletion
    }

    @Test(arguments: Stores.allCases, NewerIntent.allCases)
    func whatIsWantedLaterClosesAPushThatWaits(_ stores: Stores, _ intent: NewerIntent) async throws {
        try await withRegistry(stores, [.open]) { test in
            let (first, now, newer, waiting) = (Image("first"), Image("now"), Image("newer"), Image("waiting"))
            for image in [first, now] { try await test.push(image, as: "1.0") }
            let isHeld = intent == .signedPushThatIsHeld || intent == .heldPushOnceMore
            test.require(["release": release], change: isHeld ? .hold : .allow)
            for image in [first, newer] {
                try await test.store(image)
                try await test.sign(image, as: "1.0", with: release)
            }
            if intent == .heldPushOnceMore { _ = try await test.hold(newer, as: "1.0") }
            #expect(try await test.push(waiting, as: "1.0") == [])
            let pending = try #require(try await test.holds(of: "1.0").first { $0.state == .pending }).id

            var meaning: Digest? = now.digest
            switch intent {
            case .signedPush:
                #expect(try await test.push(newer, as: "1.0") == [])
                meaning = newer.digest
            case .signedPushThatIsHeld, .heldPushOnceMore:
                _ = try await test.hold(newer, as: "1.0")
            case .rollback:
                try await test.rollBack("1.0", to: .digest(first.digest))
                meaning = first.digest
            case .deletion:
                try await test.delete("1.0", by: .ann)
                meaning = nil
            }
            #expect(try await test.state(of: pending) == .superseded)
            try await test.sign(waiting, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == meaning)
            #expect(try await test.state(of: pending) == .superseded)
            let open = try await test.holds(of: "1.0").filter { $0.state == .open }.map(\.to)
            #expect(open == (isHeld ? [newer.digest] : []))
        }
    }

    /// What is deleted of an index that waits.
    enum Loss: CaseIterable {
        case index
        case part
    }

    @Test(arguments: Stores.allCases, Loss.allCases)
    func aPushWhoseContentWasDeletedDoesNotComeWithItsSignature(_ stores: Stores, _ loss: Loss) async throws {
        try await withRegistry(stores, [.open]) { test in
            try await test.push(Image("now"), as: "1.0")
            test.require(["release": release])
            let image = Image(index: [Image("amd64"), Image("arm64")])
            #expect(try await test.push(image, as: "1.0") == [])
            let pending = try #require(try await test.holds(of: "1.0").first { $0.state == .pending }).id
            switch loss {
            case .index: try await test.delete(image.digest, by: .ann)
            case .part: try await test.delete(Image("arm64").digest, by: .ann)
            }
            #expect(try await test.state(of: pending) == (loss == .index ? .superseded : .pending))
            try await test.sign(image, as: "1.0", with: release)
            #expect(try await test.meaning(of: "1.0") == Image("now").digest)
            let hold = try await test.registry.hold(pending, by: .eve).record
            #expect(hold.state == .superseded)
            let words = loss == .index ? "the offered content was deleted" : "is no longer stored; push it again"
            #expect(hold.reason?.contains(words) == true)
            // Pushed again it has what it needs.
            #expect(try await test.push(image, as: "1.0") == [])
            #expect(try await test.meaning(of: "1.0") == image.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func twoWhoSignAtOnceAreBothCounted(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(
                ["release": release, "second": second],
                Requirement(keys: ["release", "second"], threshold: 2)
            )
            for number in 0..<8 {
                let (image, tag) = (Image("\(number)"), try Tag("1.\(number)"))
                #expect(try await test.push(image, as: tag) == [])
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for key in [release, second] { group.addTask { try await test.sign(image, as: tag, with: key) } }
                    try await group.waitForAll()
                }
                #expect(try await test.meaning(of: tag) == image.digest)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func signaturesOfWhatIsCalledByALongDigestArePromoted(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            test.require(["release": release], Requirement(keys: ["release"], bind: .digest))
            let image = Image("one")
            let digest = Digest(of: image.bytes, algorithm: .sha512)
            try await test.upload(image)
            _ = try await test.registry.putManifest(
                ManifestPush(
                    repository: .app,
                    reference: .digest(digest),
                    tags: ["1.0"],
                    bytes: image.bytes,
                    mediaType: image.mediaType
                ),
                by: .ben
            )
            #expect(try await test.meaning(of: "1.0") == nil)
            try await test.sign(image, as: "1.0", with: release, algorithm: .sha512)
            #expect(try await test.meaning(of: "1.0") == digest)

            let result = try await test.promote("team/app:1.0", to: "prod/app:1.0")
            #expect(result.outcome == .promoted)
            #expect(result.referrers == 2)
            #expect(result.companions == [])
            #expect(try await test.meaning(of: "1.0", in: .production) == digest)
        }
    }
}
