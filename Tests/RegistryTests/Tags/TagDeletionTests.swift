// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct TagDeletionTests {
    /// What is asked to be deleted, where a tag stands for an image or for an index that holds it.
    enum Target: CaseIterable, Sendable {
        case tag
        case manifest
        case childOfTaggedIndex
        case grandchildOfTaggedIndex
    }

    private static let inner = Image(index: [Image("child")])
    private static let outer = Image(index: [inner, Image("other")])

    private static func scene(_ target: Target) -> (tagged: Image, digest: Digest) {
        switch target {
        case .tag, .manifest: (Image("one"), Image("one").digest)
        case .childOfTaggedIndex: (inner, Image("child").digest)
        case .grandchildOfTaggedIndex: (outer, Image("child").digest)
        }
    }

    @Test(arguments: Stores.allCases, Target.allCases)
    func isDoneWhenTheRuleOfEveryTagInvolvedAllowsIt(_ stores: Stores, _ target: Target) async throws {
        try await withRegistry(stores, [Rule(name: "the rule", change: .deny, delete: .allow)]) { test in
            let (tagged, digest) = Self.scene(target)
            try await test.push(tagged, as: "1.0")
            #expect(try await test.meaning(of: "1.0") == tagged.digest)
            #expect(try await test.pullRefusal(digest) == nil)
            if target == .tag {
                try await test.delete("1.0", by: .bea)
            } else {
                try await test.delete(digest, by: .bea)
            }
            switch target {
            case .tag, .manifest:
                #expect(try await test.meaning(of: "1.0") == nil)
                let event = try #require(try await test.history(of: "1.0").last)
                #expect(event.kind == .deleted)
                #expect(event.digest == tagged.digest)
                #expect(event.previous == tagged.digest)
                #expect(event.actor == "bea")
            case .childOfTaggedIndex, .grandchildOfTaggedIndex:
                #expect(try await test.meaning(of: "1.0") == tagged.digest)
                #expect(try await test.kinds(of: "1.0") == [.created])
            }
            // Deleting a tag leaves the content readable by digest, deleting a manifest does not.
            #expect(try await test.pullRefusal(digest) == (target == .tag ? nil : .manifestUnknown))
        }
    }

    @Test(arguments: Stores.allCases, Target.allCases)
    func isRefusedWhenTheRuleOfOneTagForbidsIt(_ stores: Stores, _ target: Target) async throws {
        let rules = [Rule(name: "keeper", tags: [try Glob("1.0")], delete: .deny)]
        try await withRegistry(stores, rules) { test in
            let (tagged, digest) = Self.scene(target)
            try await test.push(tagged, as: "free", "1.0")
            let code = try await refusal {
                if target == .tag { try await test.delete("1.0") } else { try await test.delete(digest) }
            }
            #expect(code == .deleteRefused)
            #expect(try await test.meaning(of: "1.0") == tagged.digest)
            #expect(try await test.meaning(of: "free") == tagged.digest)
            #expect(try await test.history(of: nil).map(\.kind) == [.created, .created])
            try await test.expectPulls(tagged)
        }
    }

    @Test(arguments: Stores.allCases)
    func manifestTakesAllItsTagsAlong(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "a", "b")
            try await test.push(Image("two"), as: "c")
            try await test.delete(Image("one").digest)
            #expect(try await test.kinds(of: "a") == [.created, .deleted])
            #expect(try await test.kinds(of: "b") == [.created, .deleted])
            #expect(try await test.kinds(of: "c") == [.created])
            #expect(try await test.pullRefusal(Image("one").digest) == .manifestUnknown)
            // What the tags meant last is remembered: other content is a change, also after the manifest is gone.
            #expect(try await test.push(Image("two"), as: "a").map(\.reason) == [.held])
            #expect(try await test.push(Image("one"), as: "b") == [])
            try await test.expectPulls(Image("one"))
        }
    }

    @Test(arguments: Stores.allCases)
    func tagThatIsNotThereIsUnknown(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            #expect(try await refusal { try await test.delete("1.0") } == .manifestUnknown)
            #expect(try await refusal { try await test.delete(Digest.absent) } == .manifestUnknown)
            try await test.push(Image("one"), as: "1.0")
            try await test.delete("1.0")
            #expect(try await refusal { try await test.delete("1.0") } == .manifestUnknown)
            #expect(try await test.kinds(of: "1.0") == [.created, .deleted])
        }
    }

    @Test(arguments: Stores.allCases)
    func preconditionComesBeforeTheRule(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "keeper", delete: .deny)]) { test in
            try await test.push(Image("one"), as: "1.0")
            let code = try await refusal {
                try await test.registry.deleteManifest(
                    .tag("1.0"),
                    in: .app,
                    precondition: .means([Image("two").digest]),
                    by: .ben
                )
            }
            #expect(code == .preconditionFailed)
        }
    }

    @Test(arguments: Stores.allCases)
    func needsTheRightToDelete(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            for caller in [Caller.eve, .nobody] {
                #expect(try await refusal { try await test.delete("1.0", by: caller) } == .rightMissing)
                #expect(try await refusal { try await test.delete(Image("one").digest, by: caller) } == .rightMissing)
                let blob = Image("one").blobDigests[0]
                #expect(
                    try await refusal { try await test.registry.deleteBlob(blob, in: .app, by: caller) }
                        == .rightMissing
                )
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func blobThatAManifestPointsToStays(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0")
            for blob in image.blobDigests {
                let code = try await refusal { try await test.registry.deleteBlob(blob, in: .app, by: .ben) }
                #expect(code == .deleteRefused)
            }
            try await test.expectPulls(image)
            try await test.delete(image.digest)
            for blob in image.blobDigests {
                try await test.registry.deleteBlob(blob, in: .app, by: .ben)
                #expect(
                    try await refusal { _ = try await test.registry.blob(blob, in: .app, by: .eve) } == .blobUnknown
                )
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func blobDeletedInOneRepositoryStaysInAnother(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let image = Image("one")
            try await test.push(image, as: "1.0", in: "team/other")
            try await test.upload(image)
            for blob in image.blobDigests { try await test.registry.deleteBlob(blob, in: .app, by: .ben) }
            try await test.expectPulls(image, in: "team/other")
        }
    }

    @Test(arguments: Stores.allCases)
    func deletingTheOfferedManifestClosesItsHolds(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0", "2.0")
            let first = try await test.hold(Image("two"), as: "1.0")
            let second = try await test.hold(Image("two"), as: "2.0")
            try await test.push(Image("one"), as: "1.0", in: "team/other")
            let other = try await test.hold(Image("two"), as: "1.0", in: "team/other")
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold?.id == first)
            try await test.delete(Image("two").digest)
            #expect(try await test.state(of: first) == .superseded)
            #expect(try await test.state(of: second) == .superseded)
            #expect(try await test.state(of: other) == .open)
            #expect(try await test.registry.manifest(.tag("1.0"), in: .app, by: .eve).hold == nil)
            #expect(try await test.kinds(of: "1.0") == [.created, .held, .superseded])
            #expect(try await test.pullRefusal(Image("two").digest, by: .ann) == .manifestUnknown)
            #expect(
                try await refusal { _ = try await test.registry.approve(first, reason: nil, by: .ann) } == .conflict
            )
            #expect(try await refusal { _ = try await test.registry.reopen(first, reason: nil, by: .ann) } == .conflict)
        }
    }
}
