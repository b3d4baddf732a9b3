// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    @Test(arguments: MetadataStoreKind.allCases)
    func manifestKeepsAllOfItsRecord(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let record = ManifestRecord(
                digest: digest(1, algorithm: .sha512),
                mediaType: .dockerManifestList,
                artifactType: "application/vnd.example",
                size: .max,
                subject: digest(9),
                annotations: ["k": "v", "line": "a\nb\t\"\\\u{0}", "ü": "🦊", "": ""],
                visibility: .held,
                pushedBy: "ci",
                pushedAt: moment(3)
            )
            try await store.write { [app] in try $0.putManifest(record, pointingTo: [], in: app) }
            let (here, there) = try await store.read { [app, other] reader in
                (try reader.manifest(record.digest, in: app), try reader.manifest(record.digest, in: other))
            }
            #expect(here == record)
            #expect(there == nil)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func manifestRecordIsReplacedAsAWhole(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let first = manifestRecord(1, artifactType: "a", subject: digest(9), visibility: .held)
            var second = manifestRecord(1)
            second.pushedBy = "eve"
            second.pushedAt = moment(8)
            try await store.write { [app, second] writer in
                try writer.putManifest(first, pointingTo: [digest(2)], in: app)
                try writer.putManifest(second, pointingTo: [digest(2)], in: app)
            }
            let (manifest, children, referrers) = try await store.read { [app] reader in
                (
                    try reader.manifest(digest(1), in: app), try reader.children(of: digest(1), in: app),
                    try reader.referrers(of: digest(9), in: app, artifactType: nil, after: nil, limit: 9)
                )
            }
            #expect(manifest == second)
            #expect(children == [digest(2)])
            #expect(referrers.isEmpty)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func manifestsAreListedByDigestInPages(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            var all = digests(1...7)
            let wide = digest(8, algorithm: .sha512)
            try await store.write { [app, other] writer in
                for number in 1...7 { try writer.putManifest(manifestRecord(number), pointingTo: [], in: app) }
                var record = manifestRecord(8)
                record.digest = wide
                try writer.putManifest(record, pointingTo: [], in: app)
                try writer.putManifest(manifestRecord(9), pointingTo: [], in: other)
            }
            all.append(wide)
            var seen: [Digest] = []
            for expected in [3, 3, 2, 0] {
                let page = try await store.read { [app, last = seen.last] in
                    try $0.manifests(in: app, after: last, limit: 3)
                }
                #expect(page.count == expected)
                seen += page.map(\.digest)
            }
            #expect(seen == all)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func pointersAreFollowedBothWays(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                try writer.putManifest(manifestRecord(1), pointingTo: [digest(3), digest(4), digest(3)], in: app)
                try writer.putManifest(manifestRecord(2), pointingTo: [digest(3), digest(1)], in: app)
                try writer.putManifest(manifestRecord(5), pointingTo: [digest(3)], in: other)
            }
            try await store.read { [app, other] reader throws in
                #expect(try reader.children(of: digest(1), in: app) == digests(3...4))
                #expect(try reader.children(of: digest(2), in: app) == [digest(1), digest(3)].sorted())
                #expect(try reader.children(of: digest(3), in: app) == [])
                #expect(try reader.children(of: digest(1), in: other) == [])
                #expect(try reader.parents(of: digest(3), in: app) == digests(1...2))
                #expect(try reader.parents(of: digest(1), in: app) == [digest(2)])
                #expect(try reader.parents(of: digest(2), in: app) == [])
                #expect(try reader.parents(of: digest(3), in: other) == [digest(5)])
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func removedManifestIsForgottenWithItsPointersAndPulls(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                try writer.putManifest(manifestRecord(1), pointingTo: [digest(2)], in: app)
                try writer.recordPull(of: digest(1), in: app, at: moment(1))
            }
            let removed = try await store.write { [app, other] writer in
                [
                    try writer.removeManifest(digest(2), in: app), try writer.removeManifest(digest(1), in: other),
                    try writer.removeManifest(digest(1), in: app), try writer.removeManifest(digest(1), in: app),
                ]
            }
            #expect(removed == [false, false, true, false])
            try await store.read { [app] reader throws in
                #expect(try reader.manifest(digest(1), in: app) == nil)
                #expect(try reader.children(of: digest(1), in: app) == [])
                #expect(try reader.parents(of: digest(2), in: app) == [])
                #expect(try reader.lastPull(of: digest(1), in: app) == nil)
            }
        }
    }

    // MARK: Referrers

    @Test(arguments: MetadataStoreKind.allCases)
    func referrersAreListedByDigestInPages(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                for number in 1...7 {
                    try writer.putManifest(manifestRecord(number, subject: digest(100)), pointingTo: [], in: app)
                }
                try writer.putManifest(manifestRecord(8, subject: digest(101)), pointingTo: [], in: app)
                try writer.putManifest(manifestRecord(9, subject: digest(100)), pointingTo: [], in: other)
                try writer.putManifest(manifestRecord(10), pointingTo: [digest(100)], in: app)
            }
            var seen: [Digest] = []
            for expected in [3, 3, 1, 0] {
                let page = try await store.read { [app, last = seen.last] in
                    try $0.referrers(of: digest(100), in: app, artifactType: nil, after: last, limit: 3)
                }
                #expect(page.count == expected)
                seen += page.map(\.digest)
            }
            #expect(seen == digests(1...7))
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func referrersAreFilteredByTypeBeforeTheyAreCounted(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                for number in 1...12 {
                    let type = number.isMultiple(of: 3) ? nil : number.isMultiple(of: 2) ? "sbom" : "signature"
                    let record = manifestRecord(number, artifactType: type, subject: digest(100))
                    try writer.putManifest(record, pointingTo: [], in: app)
                }
            }
            let boms = [2, 4, 8, 10].map { digest($0) }.sorted()
            try await store.read { [app] reader throws in
                let first = try reader.referrers(of: digest(100), in: app, artifactType: "sbom", after: nil, limit: 3)
                #expect(first.map(\.digest) == Array(boms.prefix(3)))
                let rest = try reader.referrers(
                    of: digest(100),
                    in: app,
                    artifactType: "sbom",
                    after: boms[2],
                    limit: 3
                )
                #expect(rest.map(\.digest) == [boms[3]])
                let none = try reader.referrers(of: digest(100), in: app, artifactType: "sbo", after: nil, limit: 3)
                #expect(none.isEmpty)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func referrersInTurnsTakeTheOldestOfEachWhoPushed(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            // By number: who pushed it, and when.
            let pushes: [(number: Int, by: String, at: Int64)] = [
                (1, "ann", 5), (2, "ann", 3), (3, "ann", 4), (4, "ben", 9), (5, "ben", 8), (6, "dan", 1),
            ]
            try await store.write { [app, other] writer in
                for push in pushes {
                    let type = push.number.isMultiple(of: 2) ? "signature" : "bundle"
                    var record = manifestRecord(push.number, artifactType: type, subject: digest(100))
                    record.pushedBy = push.by
                    record.pushedAt = moment(push.at)
                    try writer.putManifest(record, pointingTo: [], in: app)
                }
                let hidden = manifestRecord(7, artifactType: "bundle", subject: digest(100), visibility: .held)
                try writer.putManifest(hidden, pointingTo: [], in: app)
                let sbom = manifestRecord(8, artifactType: "sbom", subject: digest(100))
                try writer.putManifest(sbom, pointingTo: [], in: app)
                try writer.putManifest(manifestRecord(9, subject: digest(100)), pointingTo: [], in: app)
                let elsewhere = manifestRecord(10, artifactType: "bundle", subject: digest(100))
                try writer.putManifest(elsewhere, pointingTo: [], in: other)
            }
            for (limit, expected) in [(9, [6, 2, 5, 3, 4, 1]), (4, [6, 2, 5, 3]), (0, [])] {
                let found = try await store.read { [app] in
                    try $0.referrersInTurns(
                        of: digest(100),
                        in: app,
                        artifactTypes: ["signature", "bundle"],
                        limit: limit
                    )
                }
                #expect(found == expected.map { digest($0) })
            }
            let none = try await store.read { [app] in
                try $0.referrersInTurns(of: digest(100), in: app, artifactTypes: [], limit: 9)
            }
            #expect(none == [])
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func heldReferrersAreHidden(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                try writer.putManifest(manifestRecord(1, subject: digest(9)), pointingTo: [], in: app)
                let held = manifestRecord(2, subject: digest(9), visibility: .held)
                try writer.putManifest(held, pointingTo: [], in: app)
            }
            let hidden = try await store.read { [app] in
                try $0.referrers(of: digest(9), in: app, artifactType: nil, after: nil, limit: 9)
            }
            #expect(hidden.map(\.digest) == [digest(1)])
            let shown = try await store.write { [app] writer in
                try writer.putManifest(manifestRecord(2, subject: digest(9)), pointingTo: [], in: app)
                return try writer.referrers(of: digest(9), in: app, artifactType: nil, after: nil, limit: 9)
            }
            #expect(shown.map(\.digest) == digests(1...2))
        }
    }

    // MARK: Pulls

    @Test(arguments: MetadataStoreKind.allCases)
    func lastPullNeverGoesBack(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                try writer.putManifest(manifestRecord(1), pointingTo: [], in: app)
                try writer.putManifest(manifestRecord(1), pointingTo: [], in: other)
                for time in [5, 9, 7] as [Int64] { try writer.recordPull(of: digest(1), in: app, at: moment(time)) }
                try writer.recordPull(of: digest(1), in: RepositoryName("no/such"), at: moment(1))
            }
            try await store.read { [app, other] reader throws in
                #expect(try reader.lastPull(of: digest(1), in: app) == moment(9))
                #expect(try reader.lastPull(of: digest(1), in: other) == nil)
                #expect(try reader.lastPull(of: digest(2), in: app) == nil)
                #expect(try reader.lastPull(of: digest(1), in: RepositoryName("no/such")) == nil)
            }
        }
    }
}
