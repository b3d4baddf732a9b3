// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIClient
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// Bases that lie in front of another registry.
@Suite struct UpstreamBaseTests {
    private static let debian: RepositoryName = "docker.io/library/debian"

    @Test(arguments: Stores.allCases)
    func moveThatIsHeldHereIsToldAndTheBaseIsCurrent(_ stores: Stores) async throws {
        let session = RegistrySession(options: RegistryOptions())
        let settings = Upstream(name: "docker.io", url: "http://127.0.0.1:1")
        let upstreams = UpstreamSet([try UpstreamRegistry(settings, session: session)], standard: nil)
        try await withRegistry(stores) { test in
            let new = Image("new", ["c"])
            try await test.push(Image("old", ["a"]), as: "12", in: Self.debian)
            try await test.push(Image("app", ["a", "x"]), as: "1.0")
            let hold = try await test.hold(new, as: "12", in: Self.debian)
            let check = UpstreamCheck(
                repository: Self.debian,
                tag: "12",
                checkedAt: test.clock.now,
                digest: new.digest,
                isSettled: true
            )
            try await test.metadata.write { try $0.putUpstreamCheck(check) }
            let registry = try await test.reopened(upstreams: upstreams).registry
            let images = try await registry.bases(of: nil, limit: 10, by: .eve).images
            // The upstream's own images are nobody's to build anew.
            #expect(images.map(\.reference) == ["team/app:1.0"])
            let image = try #require(images.first)
            #expect(image.judgement.status == .current)
            #expect(image.hold == hold)
            let remark = try #require(image.judgement.evidence.first { $0.rung == .upstream })
            #expect(
                remark.words.hasPrefix(
                    "docker.io has docker.io/library/debian:12 mean \(new.digest.short), held as hold \(hold) since "
                )
            )
            // Asked for by its full name, the first part of which is no host here.
            let reference = try Reference("docker.io/library/debian:12")
            #expect(try await registry.bases(of: reference, limit: 10, by: .eve).images.count == 1)
        }
        try await session.close()
    }
}
