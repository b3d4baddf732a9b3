// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// What the rules for new tags do to the first pull.
@Suite struct UpstreamEntryTests {
    private let one = Image("one")
    private let two = Image("two")

    private func rule(_ create: TagAction) -> [Rule] { [Rule(name: "the rule", create: create)] }

    @Test(arguments: Stores.allCases)
    func heldEntryServesNothingUntilItIsApproved(stores: Stores) async throws {
        try await withUpstream(stores, rule(.hold)) { front in
            try front.upstream.put(one, as: "1.0")
            let error = try await #require(throws: RegistryError.self) { try await front.pull("1.0") }
            #expect(error.code == .manifestUnknown)
            let hold = try await front.openHold(of: "1.0")
            // The first one who asks may be told that it is still on its way.
            let again = try await #require(throws: RegistryError.self) { try await front.pull("1.0") }
            #expect(again.hold == hold.id)
            #expect(hold.from == nil)
            #expect(hold.to == one.digest)
            #expect(hold.offeredBy == "upstream docker.io")
            for reference in [ManifestReference.tag("1.0"), .digest(one.digest)] {
                let refused = try await refusal { _ = try await front.pull(reference) }
                #expect(refused == .manifestUnknown || refused == .held, "\(reference)")
            }
            await front.upstream.close()
            _ = try await front.registry.approve(hold.id, reason: "seen", by: .ann)
            try await front.expectPulls(one, as: "1.0")
            #expect(try await front.kinds(of: "1.0") == [.held, .approved])
        }
    }

    @Test func heldEntryIsFetchedOnceHoweverOftenItIsAskedFor() async throws {
        try await withUpstream(.memory, rule(.hold)) { front in
            try front.upstream.put(one, as: "1.0")
            for _ in 0..<10 { _ = try await refusal { _ = try await front.pull("1.0") } }
            for _ in 0..<10 { _ = try await refusal { _ = try await front.pull(.tag("1.0"), for: .description) } }
            #expect(front.upstream.manifestLines == ["HEAD 1.0", "GET \(one.digest)"])
            #expect(try await front.test.holds(of: "1.0", in: .fronted).count == 1)
        }
    }

    @Test func unapprovedDigestDoesNotEnterUnnamedEither() async throws {
        try await withUpstream(.memory, rule(.hold)) { front in
            try front.upstream.put(one, as: "1.0")
            #expect(try await refusal { try await front.pull(.digest(one.digest)) } == .upstreamDenied)
            #expect(try await front.test.contents().manifests[.fronted, default: []] == [])
        }
    }

    @Test func rejectedEntryIsNotFetchedAgainButAnotherOneIs() async throws {
        try await withUpstream(.memory, rule(.hold)) { front in
            try front.upstream.put(one, as: "1.0")
            _ = try await refusal { _ = try await front.pull("1.0") }
            let hold = try await front.openHold(of: "1.0")
            _ = try await front.registry.reject(hold.id, reason: "no", by: .ann)
            front.upstream.forgetRequests()
            for _ in 0..<5 { #expect(try await refusal { try await front.pull("1.0") } == .upstreamDenied) }
            front.expectNoReadOfTag()
            #expect(front.upstream.count(Selection("GET")) == 0)
            #expect(front.upstream.requests.count <= 1)
            #expect(try await front.test.holds(of: "1.0", in: .fronted).count == 1)

            try front.upstream.put(two, as: "1.0")
            try front.test.advance(by: .hours(1))
            _ = try await refusal { _ = try await front.pull("1.0") }
            #expect(try await front.openHold(of: "1.0").to == two.digest)
        }
    }

    @Test func deniedEntryAsksNothing() async throws {
        try await withUpstream(.memory, rule(.deny)) { front in
            try front.upstream.put(one, as: "1.0")
            #expect(try await refusal { try await front.pull("1.0") } == .upstreamDenied)
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test func imagesOfAnApprovedIndexEnterWithIt() async throws {
        try await withUpstream(.memory, rule(.hold)) { front in
            let index = Image(index: [one, two])
            try front.upstream.put(index, as: "1.0")
            _ = try await refusal { _ = try await front.pull("1.0") }
            let hold = try await front.openHold(of: "1.0")
            #expect(try await refusal { try await front.pull(.digest(two.digest)) } == .held)
            _ = try await front.registry.approve(hold.id, reason: "seen", by: .ann)
            try await front.expectPulls(index, as: "1.0")
        }
    }

    @Test func whatRefersToAnApprovedImageEntersWithIt() async throws {
        let image = one
        let statement = Image(
            "statement",
            layers: [Image.Layer(text: "words")],
            subject: image.digest,
            artifactType: "\"application/vnd.example.statement\""
        )
        try await withUpstream(.memory, rule(.hold)) { front in
            try front.upstream.put(image, as: "1.0")
            try front.upstream.put(statement)
            let early = try await refusal { _ = try await front.pull(.digest(statement.digest), for: .content) }
            #expect(early == .upstreamDenied)
            _ = try await refusal { _ = try await front.pull("1.0") }
            let hold = try await front.openHold(of: "1.0")
            _ = try await front.registry.approve(hold.id, reason: "seen", by: .ann)
            try front.test.advance(by: .hours(1))
            let late = try await front.pull(.digest(statement.digest), for: .content)
            #expect(late == statement.digest)
        }
    }
}
