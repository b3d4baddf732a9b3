// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// What happens when something is asked for that is not here yet.
@Suite struct FirstPullTests {
    private let one = Image("one")
    private let two = Image("two")

    @Test(arguments: Stores.allCases)
    func pullBringsTheImageInAndHistorySaysWhoAskedFirst(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            let event = try #require(try await front.test.history(of: "1.0", in: .fronted).first)
            #expect(event.kind == .created)
            #expect(event.digest == one.digest)
            #expect(event.actor == "upstream docker.io")
            #expect(event.reason == "first pulled by eve")
            #expect(front.upstream.manifestLines == ["GET 1.0"])
        }
    }

    @Test(arguments: Stores.allCases)
    func whatWasPulledOnceNeedsNoUpstreamNotEvenAfterARestart(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            let index = Image(index: [one, two])
            try front.upstream.put(index, as: "1.0")
            try await front.expectPulls(index, as: "1.0")
            await front.upstream.close()
            front.upstream.forgetRequests()
            try await front.expectPulls(index, as: "1.0")
            try front.test.advance(by: .days(400))
            let reopened = FrontedRegistry(
                test: try await front.test.reopened(),
                upstream: front.upstream,
                settings: front.settings
            )
            try await reopened.expectPulls(index, as: "1.0")
        }
    }

    @Test func cachedPullAsksNothing() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try await front.expectPulls(one, as: "1.0")
            front.upstream.forgetRequests()
            for _ in 0..<20 { try await front.expectPulls(one, as: "1.0") }
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test func askingCostsOneHeadHoweverOftenAndChangesNothing() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            for _ in 0..<5 {
                let told = try await front.registry.manifest(.tag("1.0"), in: .fronted, for: .description, by: .eve)
                #expect(told.manifest.digest == one.digest)
                #expect(told.manifest.mediaType == one.mediaType)
                #expect(told.size == Int64(one.bytes.readableBytes))
            }
            #expect(front.upstream.requests.map(\.line) == ["HEAD /v2/library/app/manifests/1.0"])
            #expect(try await front.test.contents().manifests[.fronted, default: []] == [])
        }
    }

    @Test func whoAskedGetsWhatTheAnswerSaidEvenIfTheTagMovesInBetween() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            #expect(try await front.pull(.tag("1.0"), for: .description) == one.digest)
            try front.upstream.put(two, as: "1.0")
            #expect(try await front.pull("1.0") == one.digest)
            front.expectNoReadOfTag()
        }
    }

    @Test func pullByTheDigestThatAHeadToldSetsTheTag() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            let told = try await front.pull(.tag("1.0"), for: .description)
            #expect(try await front.pull(.digest(told)) == one.digest)
            #expect(try await front.kinds(of: "1.0") == [.created])
            await front.upstream.close()
            #expect(try await front.pull("1.0") == one.digest)
        }
    }

    @Test(arguments: Stores.allCases)
    func manyFirstPullsAtOnceAreOneAtTheUpstream(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try front.upstream.put(one, as: "1.0")
            let gate = Gate()
            front.upstream.fail(.manifests, with: .wait(gate))
            try await withThrowingTaskGroup(of: Digest.self) { group in
                for _ in 0..<50 { group.addTask { try await front.pull("1.0") } }
                #expect(try await eventually { gate.waiting > 0 })
                gate.open()
                for try await digest in group { #expect(digest == one.digest) }
            }
            #expect(front.upstream.manifestLines == ["GET 1.0"])
            #expect(try await front.kinds(of: "1.0") == [.created])
        }
    }

    @Test func clientThatLeavesDoesNotStopTheFirstPull() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            let gate = Gate()
            front.upstream.fail(.manifests, with: .wait(gate))
            let client = Task { try await front.pull("1.0") }
            #expect(try await eventually { gate.waiting > 0 })
            client.cancel()
            gate.open()
            #expect(try await eventually { try await front.lastCheck(of: "1.0") != nil })
            #expect(try await front.kinds(of: "1.0") == [.created])
        }
    }

    @Test func imagesOfAnIndexAreFetchedOnlyWhenAskedFor() async throws {
        try await withUpstream { front in
            let index = Image(index: [one, two])
            try front.upstream.put(index, as: "1.0")
            _ = try await front.pull("1.0")
            #expect(front.upstream.requests.count == 1)
            try await front.test.expectPulls(two, in: .fronted)
            let asked = Set(front.upstream.requests.map(\.path))
            #expect(!asked.contains { $0.contains(one.digest.rawValue) })
            #expect(front.upstream.count(.blobs) == two.blobs.count)
        }
    }

    @Test func nothingLeadsFromAnUpstreamIntoOtherRepositories() async throws {
        try await withUpstream { front in
            // An image of our own, and a manifest upstream that names its layers, which the upstream does not have.
            try await front.test.push(one, as: "secret", in: "team/secret")
            front.upstream.put(
                manifest: one.bytes.readableBytesView,
                type: one.mediaType.rawValue,
                in: FaultyRegistry.repository,
                as: "1.0"
            )
            #expect(try await front.pull("1.0") == one.digest)
            for blob in one.blobDigests {
                let refused = try await refusal {
                    _ = try await front.registry.blob(blob, in: .fronted, by: .eve).read(at: 0, count: .max)
                }
                #expect(refused == .blobUnknown)
            }
        }
    }

    @Test func blobThatNoManifestHereNamesIsNotFetched() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            try front.upstream.put(two, as: "2.0")
            _ = try await front.pull("1.0")
            let stray = try #require(two.blobDigests.first)
            #expect(
                try await refusal { _ = try await front.registry.blob(stray, in: .fronted, by: .eve) } == .blobUnknown
            )
            #expect(front.upstream.count(.blobs) == 0)
        }
    }

    @Test func someoneWithoutTheRightCausesNoRequest() async throws {
        try await withUpstream { front in
            try front.upstream.put(one, as: "1.0")
            let stranger = Caller(user: "mallory", access: AccessPolicy(entries: []))
            for reference in [ManifestReference.tag("1.0"), .digest(one.digest)] {
                let refused = try await refusal { try await front.pull(reference, by: stranger) }
                #expect(refused == .rightMissing)
            }
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test func nothingIsPushedThere() async throws {
        try await withUpstream { front in
            let pushed = try await refusal { try await front.test.push(one, as: "1.0", in: .fronted) }
            #expect(pushed == .readOnly)
            let put = try await refusal { _ = try await front.test.put(one, as: ["1.0"], in: .fronted) }
            #expect(put == .readOnly)
        }
    }
}
