// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

extension ConformanceTests {
    @Suite(.timeLimit(.minutes(20)))
    struct Referrers {
        private let repository = "conformance/referrers"
        private let image = Content.image()

        @Test(arguments: Setup.all, Digest.Algorithm.allCases)
        func nothingRefersToADigestNobodyKnows(_ setup: Setup, _ algorithm: Digest.Algorithm) async throws {
            try await RegistryFixture.run(setup) { [repository] fixture in
                let digest = Blob.missing(algorithm)
                let listed = try await fixture.client.referrers(of: digest, in: repository)
                #expect(listed.isEmpty)
                let path = "/v2/\(repository)/referrers/\(digest)"
                #expect(try await fixture.client.head(path).status == 200)
                for text in ["sha256:x", "latest"] {
                    let refused = try await fixture.client.get("/v2/\(repository)/referrers/\(text)")
                    #expect(refused.status == 400)
                    #expect(refused.code == "DIGEST_INVALID")
                }
            }
        }

        /// What the listing says of each kind of manifest.
        @Test(arguments: Setup.all)
        func descriptorsCarryTypeAnnotationsAndArtifactType(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, image] fixture in
                let annotations = #", "annotations": {"org.example.a": "1", "é": "2"}"#
                let withType = Content.artifact("application/vnd.example.a", more: annotations, subject: image)
                let configured = Content.image(2, subject: image)
                let typedIndex = Content.index([image], more: #", "artifactType": "application/vnd.i""#, subject: image)
                let index = Content.index([], subject: image)
                for content in [withType, configured, typedIndex, index] {
                    let answer = try await fixture.client.push(content, to: repository)
                    #expect(answer["OCI-Subject"] == image.digest.rawValue)
                }
                let listed = try await fixture.client.referrers(of: image.digest, in: repository)
                #expect(listed.count == 4)
                func entry(_ content: Content) -> JSONValue? {
                    listed.first { $0["digest"]?.string == content.digest.rawValue }
                }
                for content in [withType, configured, typedIndex, index] {
                    #expect(entry(content)?["mediaType"]?.string == content.mediaType.rawValue)
                    #expect(entry(content)?["size"]?.number == Int64(content.size))
                }
                #expect(entry(withType)?["artifactType"]?.string == "application/vnd.example.a")
                #expect(entry(withType)?["annotations"]?.object == ["org.example.a": .string("1"), "é": .string("2")])
                #expect(entry(configured)?["artifactType"]?.string == Content.configType)
                #expect(entry(configured)?["annotations"] == nil)
                #expect(entry(typedIndex)?["artifactType"]?.string == "application/vnd.i")
                #expect(entry(index)?["artifactType"] == nil)
            }
        }

        @Test(arguments: Setup.all)
        func theFilterSaysThatItWasApplied(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, image] fixture in
                let wanted = Content.artifact("application/vnd.example.a+b", subject: image)
                try await fixture.client.push(wanted, to: repository)
                try await fixture.client.push(.artifact("application/vnd.other", subject: image), to: repository)
                let path = "/v2/\(repository)/referrers/\(image.digest)"
                let all = try await fixture.client.get(path)
                #expect(!all.has("OCI-Filters-Applied"))
                #expect(try all.json()["manifests"]?.array?.count == 2)
                let filtered = try await fixture.client.get("\(path)?artifactType=application/vnd.example.a%2Bb")
                #expect(filtered["OCI-Filters-Applied"] == "artifactType")
                let digests = try filtered.json()["manifests"]?.array?.map { $0["digest"]?.string }
                #expect(digests == [wanted.digest.rawValue])
                let none = try await fixture.client.get("\(path)?artifactType=application/vnd.nothing")
                #expect(try none.json()["manifests"]?.array?.isEmpty == true)
            }
        }

        @Test(arguments: Setup.all)
        func pagesAreLinked(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, image] fixture in
                let type = "application/vnd.example.page"
                let artifacts = (0..<7).map { Content.artifact(type, blobs: [Blob("\($0)")], subject: image) }
                for artifact in artifacts { try await fixture.client.push(artifact, to: repository) }
                try await fixture.client.push(.artifact("application/vnd.other", subject: image), to: repository)

                var next: String? = "/v2/\(repository)/referrers/\(image.digest)?artifactType=\(type)&n=3"
                var sizes: [Int] = []
                var found: Set<String> = []
                while let path = next {
                    let answer = try await fixture.client.get(path)
                    #expect(answer["OCI-Filters-Applied"] == "artifactType")
                    let page = try fixture.client.index(answer).compactMap { $0["digest"]?.string }
                    sizes.append(page.count)
                    found.formUnion(page)
                    next = answer.next
                }
                #expect(sizes == [3, 3, 1])
                #expect(found == Set(artifacts.map(\.digest.rawValue)))
            }
        }

        /// No answer may pass the 4 MiB that clients take.
        @Test(arguments: Setup.standard)
        func aListingTooLargeForOneAnswerIsSplit(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { [repository, image] fixture in
                let artifacts = (0..<3).map { number in
                    Content.artifact(
                        blobs: [Blob("\(number)")],
                        more: Content.annotations(count: 2, length: 1_000_000),
                        subject: image
                    )
                }
                for artifact in artifacts { try await fixture.client.push(artifact, to: repository) }
                var next: String? = "/v2/\(repository)/referrers/\(image.digest)"
                var found: Set<String> = []
                var pages = 0
                while let path = next {
                    let answer = try await fixture.client.get(path)
                    #expect(answer.body.readableBytes < 4 * 1_048_576)
                    found.formUnion(try fixture.client.index(answer).compactMap { $0["digest"]?.string })
                    pages += 1
                    next = answer.next
                }
                #expect(pages > 1)
                #expect(found == Set(artifacts.map(\.digest.rawValue)))
            }
        }
    }
}
