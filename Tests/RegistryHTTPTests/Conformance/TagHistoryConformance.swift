// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

extension ConformanceTests {
    /// The tag history of the specification's draft (opencontainers/distribution-spec#606).
    @Suite(.timeLimit(.minutes(20)))
    struct TagHistory {
        private struct Entry: Equatable {
            let digest: String?
            let event: String?
            let time: Timestamp?

            init(_ json: JSONValue) {
                let annotations = json["annotations"]
                digest = json["digest"]?.string
                event = annotations?["org.opencontainers.distribution.tag.event"]?.string
                time = annotations?["org.opencontainers.distribution.tag.timestamp"]?.string.flatMap { Timestamp($0) }
            }
        }

        private let repository = "conformance/history"
        private let path = "/v2/conformance/history/_oci/tag-history/1.0"
        private let image = Content.image(1)

        @Test(arguments: Setup.all)
        func nobodyKnowsIsEmpty(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, path] fixture in
                #expect(try await history(fixture.client, path).isEmpty)
                try await fixture.client.push(.image(), to: repository, as: "other")
                #expect(try await history(fixture.client, path).isEmpty)
            }
        }

        /// Creation, deletion and creation again, which every rule allows.
        @Test(arguments: Setup.all)
        func entriesAreNewestFirstWithStrictlyIncreasingTimes(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [image, path] fixture in
                try await createDeleteCreate(fixture.client)
                let entries = try await history(fixture.client, path)
                #expect(entries.map(\.event) == ["created", "deleted", "created"])
                #expect(entries.allSatisfy { $0.digest == image.digest.rawValue })
                let times = entries.compactMap(\.time)
                #expect(times.count == 3)
                #expect(zip(times, times.dropFirst()).allSatisfy { $0 > $1 })
                let first = try #require(try await fixture.client.index(fixture.client.get(path)).first)
                #expect(first["mediaType"]?.string == image.mediaType.rawValue)
                #expect(first["size"]?.number == Int64(image.size))
            }
        }

        @Test(arguments: Setup.allowingChange)
        func aMoveIsAnEntryOfItsOwn(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, path] fixture in
                let images = (1...3).map { Content.image($0) }
                for image in images { try await fixture.client.push(image, to: repository, as: "1.0") }
                let entries = try await history(fixture.client, path)
                #expect(entries.map(\.digest) == images.reversed().map(\.digest.rawValue))
                #expect(entries.allSatisfy { $0.event == "created" })
                let digest = images[1].digest
                let one = try await history(fixture.client, "\(path)?digest=\(digest)")
                #expect(one.map(\.digest) == [digest.rawValue])
            }
        }

        @Test(arguments: Setup.all)
        func aPageLinksToTheNext(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [path] fixture in
                try await createDeleteCreate(fixture.client)
                let all = try await history(fixture.client, path)
                var found: [Entry] = []
                var next: String? = "\(path)?n=1"
                while let page = next {
                    let answer = try await fixture.client.get(page)
                    found += try fixture.client.index(answer).map(Entry.init)
                    next = answer.next
                }
                #expect(found == all)
                let probe = try await fixture.client.get("\(path)?n=0")
                #expect(try fixture.client.index(probe).isEmpty)
                #expect(!probe.has("Link"))
                #expect(try await fixture.client.head(path).status == 200)
            }
        }

        @Test(arguments: Setup.all)
        func beforeAndSinceAreStrict(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [path] fixture in
                try await createDeleteCreate(fixture.client)
                let all = try await history(fixture.client, path)
                try #require(all.count == 3)
                let times = all.compactMap { $0.time?.rfc3339 }
                #expect(try await history(fixture.client, "\(path)?before=\(times[0])") == [all[1], all[2]])
                #expect(try await history(fixture.client, "\(path)?since=\(times[2])") == [all[0], all[1]])
                let between = "before=\(times[0])&since=\(times[2])"
                #expect(try await history(fixture.client, "\(path)?\(between)") == [all[1]])
                #expect(try await fixture.client.get("\(path)?since=yesterday").status == 400)
                #expect(try await fixture.client.get("\(path)?digest=latest").status == 400)
            }
        }

        @Test(arguments: Setup.all)
        func historySurvivesTheManifest(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, image, path] fixture in
                try await fixture.client.push(image, to: repository, as: "1.0")
                #expect(try await fixture.client.delete("/v2/\(repository)/manifests/\(image.digest)").status == 202)
                let entries = try await history(fixture.client, path)
                #expect(entries.map(\.event) == ["deleted", "created"])
                #expect(entries.allSatisfy { $0.digest == image.digest.rawValue })
            }
        }

        /// A manifest must not be able to speak as the registry.
        @Test(arguments: Setup.all)
        func reservedAnnotationsOfTheManifestAreDropped(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, path] fixture in
                let reserved = "org.opencontainers.distribution"
                let spoof = Content.image(
                    more: #"""
                        , "annotations": {"\#(reserved).tag.event": "deleted", "\#(reserved).tag.timestamp": "x",
                        "\#(reserved).more": "y", "holdfast.log.index": "7", "org.example": "kept"}
                        """#
                )
                try await fixture.client.push(spoof, to: repository, as: "1.0")
                let entry = try #require(try await fixture.client.index(fixture.client.get(path)).first)
                let annotations = try #require(entry["annotations"]?.object)
                #expect(annotations["org.example"]?.string == "kept")
                #expect(annotations["\(reserved).tag.event"]?.string == "created")
                #expect(annotations["\(reserved).more"] == nil)
                #expect(annotations["holdfast.log.index"]?.string == "0")
                #expect(Entry(entry).time != nil)
            }
        }

        private func history(_ client: RegistryClient, _ path: String) async throws -> [Entry] {
            try client.index(try await client.get(path)).map(Entry.init)
        }

        private func createDeleteCreate(_ client: RegistryClient) async throws {
            try await client.push(image, to: repository, as: "1.0")
            #expect(try await client.delete("/v2/\(repository)/manifests/1.0").status == 202)
            try await client.push(image, to: repository, as: "1.0")
        }
    }
}
