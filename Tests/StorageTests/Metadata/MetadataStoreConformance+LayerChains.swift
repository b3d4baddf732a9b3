// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

extension MetadataStoreConformance {
    @Test(arguments: MetadataStoreKind.allCases)
    func imagesAreFoundByTheirExactLayers(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                try writer.put(imageRecord(1), 10, in: app)
                try writer.put(imageRecord(1, 2), 11, in: app)
                try writer.put(imageRecord(1, 2), 12, in: other)
                try writer.put(imageRecord(2), 13, in: other)
                try writer.put(imageRecord(), 14, in: other)
            }
            try await store.read { reader throws in
                #expect(try reader.manifests(of: 1) == [digest(10)])
                #expect(try reader.manifests(of: 1, 2) == [digest(11), digest(12)])
                #expect(try reader.manifests(of: 2) == [digest(13)])
                #expect(try reader.manifests() == [digest(14)])
                #expect(try reader.manifests(of: 2, 1).isEmpty)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func visitGoesFromAChainToAllThatLieOnIt(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                try writer.put(imageRecord(1), 10, in: app)
                try writer.put(imageRecord(1, 2, 3), 11, in: app)
                try writer.put(imageRecord(1, 2, 3), 12, in: other)
                try writer.put(imageRecord(1, 4), 13, in: app)
                try writer.put(imageRecord(5, 2, 3), 14, in: app)
            }
            try await store.read { reader throws in
                let visits = try reader.visits(above: 1)
                #expect(visits.map(\.diffIDs) == [[digest(4)], [digest(2), digest(3)], [digest(2), digest(3)]])
                #expect(visits.first?.manifest == digest(13))
                #expect(Set(visits.dropFirst().map(\.manifest)) == [digest(11), digest(12)])
                #expect(try reader.visits().count == 5)
                #expect(try reader.visits(above: 1, 2, 3).isEmpty)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases, [1, 2, 4])
    func visitEndsWhenItsBodyHasEnough(kind: MetadataStoreKind, count: Int) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                for number in 1...4 { try writer.put(imageRecord(number), number, in: app) }
                for number in 5...8 {
                    try writer.put(imageRecord(), number, in: app)
                    try writer.put(claim(number, about: number, base: digest(1), in: app))
                }
            }
            let visits = try await store.read { reader throws in
                var visits = [0, 0, 0]
                func outcome(_ kind: Int) -> VisitOutcome {
                    visits[kind] += 1
                    return visits[kind] == count ? .stop : .proceed
                }
                try reader.visitChains(above: .empty) { _, _ in outcome(0) }
                try reader.visitImages(of: .empty) { _ in outcome(1) }
                try reader.visitBaseClaims(of: digest(1)) { _ in outcome(2) }
                return visits
            }
            #expect(visits == [count, count, count])
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func visitThrowsWhatItsBodyThrows(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] in try $0.put(imageRecord(1), 1, in: app) }
            await #expect(throws: Fault.onPurpose) {
                try await store.read { try $0.visitChains(above: .empty) { _, _ in throw Fault.onPurpose } }
            }
            #expect(try await store.read { try $0.visits().count } == 1)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func bodyOfAVisitMayAskForOtherThings(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                for number in 1...5 { try writer.put(imageRecord(number), number, in: app) }
            }
            let found = try await store.read { [app] reader throws in
                var found = 0
                try reader.visitChains(above: .empty) { chain, image in
                    let image = try #require(image)
                    found += try reader.manifest(image.manifest, in: app) == nil ? 0 : 1
                    #expect(try reader.lineage(of: chain.id) == [chain])
                    try reader.visitImages(of: chain.id) {
                        found += $0 == image ? 1 : 0
                        return .proceed
                    }
                    return .proceed
                }
                return found
            }
            #expect(found == 10)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func chainHasAnEntryForImagesAndWhereTheyPart(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] writer in
                try writer.put(imageRecord(1, 2, 3, 4), 10, in: app)
                #expect(try writer.visits().map(\.diffIDs) == [[1, 2, 3, 4].map { digest($0) }])
                try writer.put(imageRecord(1, 2, 5), 11, in: app)
                #expect(
                    try writer.visits().map(\.diffIDs) == [[1, 2], [5], [3, 4]].map { $0.map { digest($0) } }
                )
                #expect(try writer.visits().map(\.manifest) == [nil, digest(11), digest(10)])
                // In the middle of the way of another.
                try writer.put(imageRecord(1), 12, in: app)
                #expect(
                    try writer.visits().map(\.diffIDs) == [[1], [2], [5], [3, 4]].map { $0.map { digest($0) } }
                )
                let chain = try #require(try writer.image(digest(10), in: app)?.chain)
                #expect(
                    try writer.lineage(of: chain).map(\.diffIDs) == [[3, 4], [2], [1]].map { $0.map { digest($0) } }
                )
                _ = try writer.removeManifest(digest(11), in: app)
                #expect(try writer.visits().map(\.diffIDs) == [[1], [2, 3, 4]].map { $0.map { digest($0) } })
                #expect(try writer.image(digest(10), in: app)?.chain == chain)
                _ = try writer.removeManifest(digest(12), in: app)
                #expect(try writer.visits().map(\.diffIDs) == [[1, 2, 3, 4].map { digest($0) }])
                #expect(try writer.lineage(of: chain).map(\.diffIDs) == [[1, 2, 3, 4].map { digest($0) }])
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func chainIsFoundByItsChainID(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let record = imageRecord(1, 2, 3, 4)
            try await store.write { [app] writer in
                try writer.put(record, 9, in: app)
                try writer.put(imageRecord(1, 2, 5), 10, in: app)
                try writer.put(imageRecord(1), 11, in: app)
            }
            try await store.read { [app] reader throws in
                let chain = try #require(try reader.image(digest(9), in: app)?.chain)
                let lineage = try reader.lineage(of: chain)
                #expect(lineage.map(\.id) == [chain] + lineage.dropLast().map(\.parent))
                #expect(lineage.last?.parent == .empty)
                for (layer, link) in zip([3, 1, 0].map { record.layers[$0] }, lineage) {
                    #expect(try reader.chains(withID: layer.chainID) == [link])
                }
                #expect(try reader.chains(withID: record.layers[2].chainID).isEmpty)
                #expect(try reader.chains(withID: digest(77)).isEmpty)
            }
        }
    }

    /// Whatever comes and goes, in whatever order, leaves the tree that the rest alone would make.
    @Test(arguments: MetadataStoreKind.allCases, [1, 2, 3] as [UInt64])
    func treeIsThatOfTheImagesThereAre(kind: MetadataStoreKind, seed: UInt64) async throws {
        try await kind.withStore { store in
            var random = seed &* 0x9e37_79b9_7f4a_7c15
            func next(_ bound: Int) -> Int {
                random ^= random << 13
                random ^= random >> 7
                random ^= random << 17
                return Int(random % UInt64(bound))
            }
            var present: [Int: [Int]] = [:]
            for round in 0..<150 {
                let number = next(25)
                let stack = (0..<next(6)).map { _ in 1 + next(2) }
                if present[number] != nil, next(2) == 0 {
                    present[number] = nil
                    try await store.write { [app] in _ = try $0.removeManifest(digest(number), in: app) }
                } else {
                    present[number] = stack
                    try await store.write { [app] in try $0.put(imageRecord(of: stack), number, in: app) }
                }
                guard round % 10 == 0 else { continue }
                let expected = MemoryMetadataStore()
                try await expected.write { [app, present] writer in
                    for (number, stack) in present { try writer.put(imageRecord(of: stack), number, in: app) }
                }
                let tree = try await store.read { try $0.tree() }
                #expect(try await expected.read { try $0.tree() } == tree)
                #expect(Set(tree.values.flatMap(\.self)) == Set(present.keys.map { digest($0) }))
                let ways = tree.keys.filter { tree[$0] == [] }
                // Only where images part is there an entry without one.
                #expect(
                    ways.allSatisfy { way in
                        Set(tree.keys.filter { $0.starts(with: way) && $0 != way }.map { $0[way.count] }).count > 1
                    }
                )
            }
        }
    }

    /// Whoever claims a layer with another image's ChainID for its DiffID must not become that image's relative.
    @Test(arguments: MetadataStoreKind.allCases, [true, false])
    func falseLayerDoesNotTakeAnotherChainsPlace(kind: MetadataStoreKind, isFirst: Bool) async throws {
        try await kind.withStore { store in
            let honest = imageRecord(1, 2)
            let chainID = honest.layers[1].chainID
            let layer = ImageRecord.Layer(diffID: chainID, chainID: chainID)
            let forged = ImageRecord(config: digest(7), platform: honest.platform, layers: [layer])
            try await store.write { [app] writer in
                if isFirst { try writer.put(forged, 20, in: app) }
                try writer.put(honest, 10, in: app)
                try writer.put(forged, 20, in: app)
                try writer.put(imageRecord(1), 11, in: app)
            }
            try await store.read { reader throws in
                #expect(try reader.visits(above: 1).map(\.manifest) == [digest(10)])
                #expect(try reader.manifests(of: 1, 2) == [digest(10)])
                #expect(try reader.chains(withID: chainID).count == 2)
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func imageIsReplacedWithItsLayers(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let platform = Platform(os: "windows", architecture: "amd64")
            try await store.write { [app] writer in
                try writer.put(imageRecord(1, 2, 3), 9, in: app)
                try writer.put(imageRecord(1, 2, 3), 9, in: app)
                #expect(try writer.visits().count == 1)
                try writer.put(imageRecord(1, 4, platform: platform), 9, in: app)
            }
            try await store.read { [app] reader throws in
                #expect(try reader.visits().map(\.diffIDs) == [[digest(1), digest(4)]])
                let image = try #require(try reader.image(digest(9), in: app))
                #expect((image.layers, image.platform) == (2, platform))
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func manifestGoesWithItsImageAndTheChainsOnlyItHad(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, other] writer in
                try writer.put(imageRecord(1, 2), 10, in: app)
                try writer.put(imageRecord(1, 2, 3, 4), 11, in: app)
                try writer.put(imageRecord(1, 2, 3, 4), 11, in: other)
                try writer.put(imageRecord(), 12, in: app)
                _ = try writer.removeManifest(digest(11), in: app)
                #expect(try writer.visits().map(\.manifest) == [digest(10), digest(11)])
                #expect(try writer.image(digest(11), in: app) == nil)
                // In the middle of the way of another.
                _ = try writer.removeManifest(digest(10), in: app)
                #expect(try writer.visits().map(\.manifest) == [digest(11)])
                #expect(try writer.manifests(of: 1, 2).isEmpty)
                _ = try writer.removeManifest(digest(11), in: other)
                #expect(try writer.visits().isEmpty)
                _ = try writer.removeManifest(digest(12), in: app)
                #expect(try writer.manifests().isEmpty)
                // What was removed can come again.
                try writer.put(imageRecord(1, 2), 10, in: app)
                #expect(try writer.manifests(of: 1, 2) == [digest(10)])
            }
        }
    }
}
