// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage
import Testing

/// What every ``MetadataStore`` does.
@Suite struct MetadataStoreConformance {
    let app: RepositoryName
    let other: RepositoryName
    let one: Tag
    let two: Tag

    init() throws {
        app = try RepositoryName("team/app")
        other = try RepositoryName("team/other")
        one = try Tag("1.0")
        two = try Tag("2.0")
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func changeGivesWhatItsBodyGives(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let event = try await store.append(.created, one, in: app)
            #expect(event.index == 0)
            let seen = try await store.read { [app, one] in try $0.lastEvent(of: one, in: app) }
            #expect(seen == event)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func changeSeesWhatItWrote(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app, one] writer in
                #expect(try writer.hasRepository(app) == false)
                try writer.append(.created, one, in: app)
                try writer.putSetting("key", "value")
                #expect(try writer.hasRepository(app))
                #expect(try writer.tag(one, in: app)?.digest == digest(1))
                #expect(try writer.setting("key") == "value")
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func changeThatThrowsLeavesNothing(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let empty = try await store.read { try MetadataSnapshot($0) }
            await #expect(throws: Fault.onPurpose) {
                try await store.write { [app] writer in
                    try MetadataSnapshot.fill(writer, app: app)
                    throw Fault.onPurpose
                }
            }
            #expect(try await store.read { try MetadataSnapshot($0) } == empty)
            #expect(try await store.hasRepository(app) == false)

            // Not even the numbers are used up.
            let (hold, event) = try await store.write { [app, one] writer in
                (try writer.insertHold(holdRecord(of: one, in: app)), try writer.append(.held, one, in: app))
            }
            #expect(hold.id == 1)
            #expect(event.index == 0)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func changeThatThrowsLeavesWhatWasThere(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await store.write { [app] in try MetadataSnapshot.fill($0, app: app) }
            let before = try await store.read { try MetadataSnapshot($0) }
            await #expect(throws: Fault.onPurpose) {
                try await store.write { [app, two] writer in
                    _ = try writer.removeManifest(digest(3), in: app)
                    _ = try writer.removeBlob(digest(1), in: app)
                    try writer.append(.moved, two, in: app, digest: digest(5), previous: digest(3))
                    var hold = try #require(try writer.hold(1))
                    hold.state = .open
                    try writer.updateHold(hold)
                    try writer.putSetting("key", "other")
                    try writer.recordUses(ofTokens: ["robot": moment(100)])
                    throw Fault.onPurpose
                }
            }
            #expect(try await store.read { try MetadataSnapshot($0) } == before)
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func changesThatThrowDoNotDisturbOthers(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            let failed = await withTaskGroup(of: Int?.self) { group in
                for number in 0..<200 {
                    group.addTask { [app] in
                        do {
                            try await store.write { writer in
                                try writer.putBlob(blobRecord(number, size: Int64(number)), in: app)
                                try writer.append(.created, Tag("t\(number)"), in: app, digest: digest(number))
                                if number.isMultiple(of: 3) { throw Fault.onPurpose }
                            }
                            return nil
                        } catch {
                            #expect(error as? Fault == .onPurpose)
                            return number
                        }
                    }
                }
                return await group.reduce(into: Set<Int>()) { if let number = $1 { $0.insert(number) } }
            }
            let thrown = Set((0..<200).filter { $0.isMultiple(of: 3) })
            #expect(failed == thrown)

            let (stored, tags, events) = try await store.read { [app] reader in
                (
                    try (0..<200).filter { try reader.blob(digest($0), in: app)?.size == Int64($0) },
                    try reader.tags(in: app, after: nil, limit: 1_000),
                    try reader.events(in: app, tag: nil, before: nil, limit: 1_000)
                )
            }
            let kept = (0..<200).filter { !thrown.contains($0) }
            #expect(stored == kept)
            #expect(Set(tags.map(\.tag.rawValue)) == Set(kept.map { "t\($0)" }))
            #expect(events.map(\.index) == (0..<Int64(kept.count)).reversed())
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func nothingIsWrittenBetweenACheckAndItsWrite(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await store.write { writer in
                            let count = try writer.setting("count").flatMap { Int($0) } ?? 0
                            try writer.putSetting("count", String(count + 1))
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await store.read { try $0.setting("count") } == "100")
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func readsSeeOneStateAsNewAsWhatIsAcknowledged(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { [app, one] in
                    for number in 1...100 {
                        try await store.write { writer in
                            try writer.append(.moved, one, in: app)
                            try writer.putSetting("count", String(number))
                        }
                        let seen = try await store.read { try $0.setting("count") }
                        #expect(seen == String(number))
                    }
                }
                group.addTask { [app] in
                    for _ in 0..<100 {
                        let (count, events) = try await store.read { reader in
                            (
                                try reader.setting("count"),
                                try reader.events(in: app, tag: nil, before: nil, limit: .max)
                            )
                        }
                        #expect(count ?? "0" == String(events.count))
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: MetadataStoreKind.allCases)
    func errorOfAReadIsTheBodys(kind: MetadataStoreKind) async throws {
        try await kind.withStore { store in
            await #expect(throws: Fault.onPurpose) { try await store.read { _ in throw Fault.onPurpose } }
            let exists = try await store.hasRepository(app)
            #expect(exists == false)
        }
    }
}
