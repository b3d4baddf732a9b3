// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// Which blobs are fetched, for whom, and where they may come from.
@Suite struct FillingRightsTests {
    private let large = LargeImage()

    @Test(arguments: Stores.allCases)
    func askingAboutABlobFetchesNothing(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            #expect(try await front.open(large.digest, for: .description).size == Int64(LargeImage.size))
            #expect(front.upstream.requests.map(\.line) == [])
            #expect(try await !front.has(large.digest))
        }
    }

    @Test func blobThatNoManifestPointsToIsNotAskedFor() async throws {
        try await withUpstream { front in
            try await front.offer(large)
            let stray = front.upstream.put(blob: "stray".utf8, in: FaultyRegistry.repository)
            let digest = try Digest(stray)
            #expect(try await refusal { _ = try await front.open(digest) } == .blobUnknown)
            #expect(try await refusal { _ = try await front.open(digest, for: .description) } == .blobUnknown)
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test func whoMayNotPullLearnsNothing() async throws {
        try await withUpstream { front in
            try await front.offer(large)
            let stranger = Caller(user: "eve", access: AccessPolicy(entries: []))
            for purpose in [PullPurpose.content, .description] {
                let code = try await refusal { _ = try await front.open(large.digest, for: purpose, by: stranger) }
                #expect(code == .rightMissing)
            }
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func whatAnotherRepositoryOfTheUpstreamHasIsNotFetchedAgain(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            #expect(try await front.read(large.digest) == large.layer)
            #expect(try await eventually { try await front.has(large.digest) })
            let sibling: RepositoryName = "docker.io/library/sibling"
            try front.upstream.put(large.image, in: "library/sibling", as: "1.0")
            _ = try await front.registry.manifest(.tag("1.0"), in: sibling, by: .eve)
            front.upstream.forgetRequests()
            #expect(try await front.read(large.digest, in: sibling) == large.layer)
            #expect(try await front.has(large.digest, in: sibling))
            // That the upstream has it there, too, is asked: a manifest may name what only another repository has.
            #expect(front.upstream.requests.map(\.line) == ["HEAD /v2/library/sibling/blobs/\(large.digest)"])
        }
    }

    @Test(arguments: Stores.allCases)
    func repositoriesOfAnUpstreamDoNotWaitForEachOther(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            let sibling: RepositoryName = "docker.io/library/sibling"
            try front.upstream.put(large.image, in: "library/sibling", as: "1.0")
            _ = try await front.registry.manifest(.tag("1.0"), in: sibling, by: .eve)
            let gate = Gate()
            front.upstream.fail(.blobs, with: .stall(after: 1 << 20, gate))
            let first = try await front.open(large.digest)
            let second = try await front.open(large.digest, in: sibling)
            gate.open()
            for reader in [first, second] {
                #expect(try await reader.read(at: 0, count: LargeImage.size) == large.layer)
            }
            for repository in [sibling, .fronted] {
                #expect(try await eventually { try await front.has(large.digest, in: repository) })
            }
            #expect(front.upstream.count(large.requests) == 2)
        }
    }

    @Test(arguments: Stores.allCases)
    func upstreamThatNamesAPrivateDigestGetsNobodyToIt(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            // The layer is private here, and the upstream has the manifest without it.
            try await front.test.push(large.image, as: "1.0", in: "private/app", by: .ann)
            let manifest = large.image.bytes
            front.upstream.put(
                manifest: manifest.readableBytesView,
                type: large.image.mediaType.rawValue,
                in: FaultyRegistry.repository,
                as: "1.0"
            )
            _ = try await front.pull("1.0")
            front.upstream.forgetRequests()
            #expect(try await refusal { _ = try await front.open(large.digest) } == .blobUnknown)
            #expect(front.upstream.count(large.requests) == 1)
            #expect(try await !front.has(large.digest))
        }
    }

    /// A refusal of the upstream and what it is here.
    struct Refused: Sendable {
        var fault: Misbehaviour
        var code: RegistryError.Code
    }

    @Test(arguments: [
        Refused(fault: .refusal(404), code: .blobUnknown),
        Refused(fault: .refusal(403), code: .upstreamDenied),
        Refused(fault: .refusal(429, headers: [("Retry-After", "30")]), code: .upstreamLimited(retryAfter: 30)),
        Refused(fault: .refusal(500), code: .upstreamUnavailable),
        Refused(fault: .hangUp, code: .upstreamUnavailable),
    ])
    func refusalOfTheUpstreamIsTheAnswer(refused: Refused) async throws {
        try await withUpstream { front in
            try await front.offer(large)
            front.upstream.fail(.blobs, with: refused.fault)
            #expect(try await refusal { _ = try await front.open(large.digest) } == refused.code)
            #expect(try front.uploads() == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func whatIsMissingThereIsNotAskedForAgainAndAgain(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            front.upstream.fail(.blobs, with: .refusal(404), times: 1)
            for _ in 0..<5 {
                #expect(try await refusal { _ = try await front.open(large.digest) } == .blobUnknown)
            }
            #expect(front.upstream.count(large.requests) == 1)
            try front.test.advance(by: .seconds(60))
            #expect(try await front.read(large.digest) == large.layer)
        }
    }

    @Test func damagedBlobIsFetchedAgain() async throws {
        try await withUpstream(.disk) { front in
            try await front.offer(large)
            _ = try await front.read(large.digest)
            #expect(try await eventually { try await front.has(large.digest) })
            let files = try #require(front.test.files)
            try files.truncate(large.digest)
            #expect(try await front.read(large.digest) == large.layer)
            #expect(front.upstream.count(large.requests) == 2)
            #expect(
                try await eventually {
                    try await front.test.metadata.read { store in
                        try store.corruptions().first { $0.digest == large.digest }?.healedAt != nil
                    }
                }
            )
        }
    }
}
