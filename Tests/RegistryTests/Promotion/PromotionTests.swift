// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct PromotionTests {
    private let image = Image(index: [Image("amd64"), Image("arm64")])

    @Test(arguments: Stores.allCases)
    func aTagComesToMeanWhatAnotherMeansAndHistorySaysFromWhere(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(image, as: "1.4.2")
            let before = Set(try await test.blobs.blobs().map(\.digest))
            let result = try await test.promote("team/app:1.4.2", to: "prod/app:1.4.2", reason: "release 7")
            #expect(result.outcome == .promoted)
            #expect(result.digest == image.digest)
            #expect(result.previous == nil)
            #expect(result.hold == nil)
            try await test.expectPulls(image, in: .production)
            #expect(try await test.meaning(of: "1.4.2", in: .production) == image.digest)
            let event = try #require(try await test.history(of: "1.4.2", in: .production).last)
            #expect(event.kind == .promoted)
            #expect(event.reason == "promoted from team/app:1.4.2: release 7")
            #expect(event.actor == "ben")
            // Not a byte more is stored.
            #expect(Set(try await test.blobs.blobs().map(\.digest)) == before)
            try await test.checkContent()
            #expect(try await test.promote("team/app:1.4.2", to: "prod/app:1.4.2").outcome == .unchanged)
            #expect(try await test.kinds(of: "1.4.2", in: .production) == [.promoted])
        }
    }

    @Test(arguments: Stores.allCases)
    func signaturesComeAlongWithTheirOwn(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(image, as: "1.0")
            let report = Image("report", subject: image.digest)
            let signedReport = Image("signature of the report", subject: report.digest)
            let ofChild = Image("sbom of arm64", subject: Image("arm64").digest)
            for referrer in [report, signedReport, ofChild] { try await test.store(referrer) }
            let companion = try Tag("sha256-\(image.digest.hex).sig")
            let ofReport = try Tag("sha256-\(report.digest.hex).att")
            try await test.push(Image("cosign"), as: companion)
            try await test.push(Image("attestation"), as: ofReport)
            let result = try await test.promote("team/app:1.0", to: "prod/app")
            #expect(result.referrers == 3)
            #expect(Set(result.companions) == [companion, ofReport])
            #expect(result.notes == [])
            for (subject, referrer) in [(image, report), (report, signedReport), (Image("arm64"), ofChild)] {
                let listed = try await test.registry.referrers(
                    of: subject.digest,
                    in: .production,
                    artifactType: nil,
                    after: nil,
                    limit: 10,
                    by: .eve
                )
                #expect(listed.map(\.digest) == [referrer.digest])
                try await test.expectPulls(referrer, in: .production)
            }
            #expect(try await test.meaning(of: companion, in: .production) == Image("cosign").digest)
            try await test.checkContent()
        }
    }

    @Test(arguments: Stores.allCases)
    func aSignersTagIsAddedToAndNeverLosesWhatItHas(_ stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "r", change: .allow)]) { test in
            try await test.push(Image("one"), as: "1.0")
            let companion = try Tag("sha256-\(Image("one").digest.hex).sig")
            let first = Image("signatures", layers: [.init(text: "a")])
            let both = Image("signatures", layers: [.init(text: "a"), .init(text: "b")])
            try await test.push(first, as: companion, in: .production)
            try await test.push(both, as: companion)
            #expect(try await test.promote("team/app:1.0", to: "prod/app:1.0").companions == [companion])
            #expect(try await test.meaning(of: companion, in: .production) == both.digest)
            try await test.push(Image("other", layers: [.init(text: "c")]), as: companion, in: .production)
            let result = try await test.promote("team/app:1.0", to: "prod/app:1.0")
            #expect(result.companions == [])
            #expect(result.notes.count == 1)
            #expect(try await test.meaning(of: companion, in: .production) != both.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func theTargetsRuleHoldsTheChange(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("old"), as: "live", in: .production)
            try await test.push(image, as: "1.0")
            let rehearsed = try await test.promote("team/app:1.0", to: "prod/app:live", mode: .rehearse)
            #expect(rehearsed.outcome == .held)
            #expect(rehearsed.hold == nil)
            #expect(try await test.kinds(of: "live", in: .production) == [.created])
            #expect(try await test.pullRefusal(image.digest, in: .production) == .manifestUnknown)

            let result = try await test.promote("team/app:1.0", to: "prod/app:live", reason: "release")
            #expect(result.outcome == .held)
            #expect(result.previous == Image("old").digest)
            let id = try #require(result.hold)
            let hold = try #require(try await test.holds(of: "live", in: .production).first)
            #expect(hold.id == id)
            #expect(hold.reason == "promoted from team/app:1.0: release")
            #expect(try await test.history(of: "live", in: .production).last?.reason?.contains("team/app:1.0") == true)
            #expect(try await test.meaning(of: "live", in: .production) == Image("old").digest)
            // Neither the index nor what it lists can be picked up unasked.
            #expect(try await test.pullRefusal(image.digest, in: .production) == .held)
            #expect(try await test.pullRefusal(Image("arm64").digest, in: .production) == .held)
            // The same again is the same hold.
            #expect(try await test.promote("team/app:1.0", to: "prod/app:live").hold == id)
            _ = try await test.registry.approve(id, reason: nil, by: .ann)
            #expect(try await test.meaning(of: "live", in: .production) == image.digest)
            try await test.expectPulls(image, in: .production)
        }
    }

    @Test(arguments: Stores.allCases)
    func whatRefersToAHeldImageIsReadableOnceThatIs(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("old"), as: "live", in: .production)
            try await test.push(image, as: "1.0")
            let report = Image("report", subject: image.digest)
            let signature = Image("signature of the report", subject: report.digest)
            for referrer in [report, signature] { try await test.store(referrer) }
            let result = try await test.promote("team/app:1.0", to: "prod/app:live")
            #expect(result.outcome == .held)
            #expect(result.referrers == 2)
            for referrer in [report, signature] {
                #expect(try await test.pullRefusal(referrer.digest, in: .production) == .held)
            }
            // They are kept as long as the hold is open.
            try test.advance(by: .hours(24 * 30))
            _ = try await test.registry.collectGarbage(.remove, by: .ann)
            _ = try await test.registry.approve(try #require(result.hold), reason: nil, by: .ann)
            for referrer in [report, signature] { try await test.expectPulls(referrer, in: .production) }
        }
    }

    @Test(arguments: Stores.allCases)
    func whatWasOfferedForATagOfItsOwnDoesNotBecomeReadableWithItsSubject(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let report = Image("report", subject: image.digest)
            for tag in ["live", "report"] as [Tag] { try await test.push(Image("old"), as: tag) }
            _ = try await test.hold(report, as: "report")
            let hold = try await test.hold(image, as: "live")
            _ = try await test.registry.approve(hold, reason: nil, by: .ann)
            try await test.expectPulls(image)
            #expect(try await test.pullRefusal(report.digest, in: .app) == .held)
        }
    }

    @Test(arguments: Stores.allCases)
    func whatARuleDeniesLeavesNothingBehind(_ stores: Stores) async throws {
        let rules = [Rule(name: "frozen", repositories: [try Glob("prod/**")], change: .deny, create: .deny)]
        try await withRegistry(stores, rules) { test in
            try await test.push(image, as: "1.0")
            let before = try await test.contents()
            let error = try await error { try await test.promote("team/app:1.0", to: "prod/app:1.0") }
            #expect(error?.code == .tagRefused)
            #expect(error?.refusals.map(\.reason) == [.forbidden])
            #expect(try await test.contents().manifests[.production] ?? [] == [])
            #expect(try await test.contents().manifests[.app] == before.manifests[.app])
            // What was rejected stays so.
            test.rules([])
            try await test.push(Image("old"), as: "live", in: .production)
            let id = try #require(try await test.promote("team/app:1.0", to: "prod/app:live").hold)
            _ = try await test.registry.reject(id, reason: "no", by: .ann)
            #expect(
                try await refusal { try await test.promote("team/app:1.0", to: "prod/app:live") } == .tagRefused
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func oneRepositoryIsPromotedWithin(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(image, as: "1.0")
            #expect(try await test.promote("team/app:1.0", to: "team/app:live").outcome == .promoted)
            #expect(try await test.meaning(of: "live") == image.digest)
            #expect(try await test.promote("team/app@\(image.digest)", to: "team/app:again").outcome == .promoted)
        }
    }

    @Test(arguments: Stores.allCases)
    func rightsAreAskedFirst(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(image, as: "1.0")
            for caller in [Caller.eve, .nobody] {
                let code = try await refusal {
                    try await test.promote("team/none:1", to: "prod/app:1", by: caller)
                }
                #expect(code == .rightMissing)
            }
            let access = AccessPolicy(entries: [
                AccessEntry(subject: .users(["cy"]), repositories: [try Glob("prod/**")], can: [.pull, .push])
            ])
            let cy = Caller(user: "cy", access: access)
            for source in ["team/app:1.0", "team/none:1.0"] {
                let error = try await error { try await test.promote(source, to: "prod/app:1.0", by: cy) }
                #expect(error?.code == .rightMissing)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func heldContentIsPromotedByThoseAloneWhoMayReadIt(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("old"), as: "1.0")
            _ = try await test.hold(image, as: "1.0", by: .ben)
            let held = "team/app@\(image.digest)"
            #expect(try await refusal { try await test.promote(held, to: "prod/app:1", by: .bea) } == .held)
            #expect(try await test.contents().manifests[.production] == nil)
            #expect(try await test.promote(held, to: "prod/app:1", by: .ben).outcome == .promoted)
        }
    }

    @Test(arguments: Stores.allCases)
    func referencesMustAgree(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(image, as: "1.0")
            let other = Image("other").digest
            let cases = [
                ("team/app:1.0@\(other)", "prod/app:1.0", RegistryError.Code.conflict),
                ("team/app:1.0", "prod/app:1.0@\(other)", .conflict),
                ("team/app@\(image.digest)", "prod/app", .requestInvalid),
                ("team/app:none", "prod/app:1.0", .manifestUnknown),
            ]
            for (source, target, code) in cases {
                #expect(try await refusal { try await test.promote(source, to: target) } == code)
            }
            let result = try await test.promote("team/app:1.0@\(image.digest)", to: "prod/app@\(image.digest)")
            #expect(result.target.tag == "1.0")
            let reason = try await refusal { try await test.promote("team/app:1.0", to: "prod/app", reason: "a\nb") }
            #expect(reason == .requestInvalid)
        }
    }

    @Test(arguments: Stores.allCases)
    func contentWithAHoleIsNotPromoted(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(image, as: "1.0")
            try await test.delete(Image("arm64").digest)
            let error = try await error { try await test.promote("team/app:1.0", to: "prod/app:1.0") }
            #expect(error?.code == .conflict)
            #expect(error?.message.contains(Image("arm64").digest.rawValue) == true)
            #expect(try await test.contents().manifests[.production] == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func aSignersListWithAHoleStaysBehind(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(Image("one"), as: "1.0")
            let companion = try Tag("sha256-\(Image("one").digest.hex)")
            try await test.push(Image(index: [Image("gone"), Image("there")]), as: companion)
            try await test.delete(Image("gone").digest)
            let result = try await test.promote("team/app:1.0", to: "prod/app:1.0")
            #expect(result.outcome == .promoted)
            #expect(result.companions == [])
            #expect(result.notes.count == 1)
            #expect(try await test.meaning(of: companion, in: .production) == nil)
        }
    }

    @Test(arguments: Stores.allCases)
    func whatAClientSaysItPromotedIsRecordedAsItsWord(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.upload(Image("one"))
            let push = ManifestPush(
                repository: .app,
                reference: .tag("1.0"),
                bytes: Image("one").bytes,
                mediaType: Image("one").mediaType,
                promotedFrom: try Reference("registry.example.com/app:1.4.2@\(Image("one").digest)")
            )
            _ = try await test.registry.putManifest(push, by: .ben)
            let event = try #require(try await test.history(of: "1.0").last)
            #expect(event.kind == .promoted)
            let reason = "promoted from registry.example.com/app:1.4.2@\(Image("one").digest) (as the client says)"
            #expect(event.reason == reason)
        }
    }
}
