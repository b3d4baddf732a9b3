// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

extension ConformanceTests {
    /// Lists of tags and repositories, and what the registry says it can do.
    @Suite(.timeLimit(.minutes(20)))
    struct Listings {
        struct Page: Sendable, CustomStringConvertible {
            let query: String
            let tags: [String]
            let next: String?

            var description: String { query }
        }

        /// The tags are a, b, c, d.
        private static let pages = [
            Page(query: "", tags: ["a", "b", "c", "d"], next: nil),
            Page(query: "?n=4", tags: ["a", "b", "c", "d"], next: nil),
            Page(query: "?n=100", tags: ["a", "b", "c", "d"], next: nil),
            Page(query: "?n=2", tags: ["a", "b"], next: "n=2&last=b"),
            Page(query: "?n=2&last=b", tags: ["c", "d"], next: nil),
            Page(query: "?last=a", tags: ["b", "c", "d"], next: nil),
            Page(query: "?n=1&last=aa", tags: ["b"], next: "n=1&last=b"),
            Page(query: "?last=d", tags: [], next: nil),
            Page(query: "?n=0", tags: [], next: nil),
            Page(query: "?n=99999999", tags: ["a", "b", "c", "d"], next: nil),
        ]

        @Test(arguments: Setup.all)
        func tagPages(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                let tags = "?tag=d&tag=b&tag=a&tag=c"
                let image = Content.image()
                try await fixture.client.prepare(image, in: "a/b")
                #expect(try await fixture.client.put(image, in: "a/b", as: "\(image.digest)\(tags)").status == 201)
                for page in Self.pages {
                    let answer = try await fixture.client.get("/v2/a/b/tags/list\(page.query)")
                    #expect(answer.status == 200, "\(page)")
                    #expect(try answer.json()["tags"]?.texts == page.tags, "\(page)")
                    #expect(answer.next == page.next.map { "/v2/a/b/tags/list?\($0)" }, "\(page)")
                    #expect(answer.has("Link") == (page.next != nil), "\(page)")
                }
            }
        }

        @Test(arguments: Setup.all)
        func aRepositoryWithoutTagsHasAnEmptyList(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await fixture.client.push(.image(), to: "a")
                let answer = try await fixture.client.get("/v2/a/tags/list")
                #expect(try answer.json()["tags"] == .array([]))
                #expect(try await fixture.client.head("/v2/a/tags/list").status == 200)
            }
        }

        @Test(arguments: Setup.all, ["/v2/a/tags/list", "/v2/_catalog", "/v2/a/_oci/tag-history/t"])
        func aPageSizeThatIsNoNumberIsRefused(_ setup: Setup, _ path: String) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await fixture.client.push(.image(), to: "a", as: "t")
                for size in ["x", "-1", "1.5", ""] {
                    #expect(try await fixture.client.get("\(path)?n=\(size)").status == 400)
                }
            }
        }

        @Test(arguments: Setup.all)
        func theCatalogIsSortedAndPaged(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                let client = fixture.client
                #expect(try await client.get("/v2/_catalog").json()["repositories"] == .array([]))
                for name in ["b/a", "a", "c", "b"] { try await client.push(.image(), to: name) }
                let all = try await client.get("/v2/_catalog")
                #expect(try all.json()["repositories"]?.texts == ["a", "b", "b/a", "c"])
                #expect(all.next == nil)
                let first = try await client.get("/v2/_catalog?n=3")
                #expect(try first.json()["repositories"]?.texts == ["a", "b", "b/a"])
                let second = try await client.get(try #require(first.next))
                #expect(try second.json()["repositories"]?.texts == ["c"])
                #expect(second.next == nil)
                #expect(try await client.get("/v2/_catalog?n=0").json()["repositories"] == .array([]))
            }
        }

        @Test(arguments: Setup.all)
        func extensionsCanBeDiscovered(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                for (path, endpoint) in [
                    ("/v2/_oci/ext/discover", "_oci/ext/discover"),
                    ("/v2/a/b/_oci/ext/discover", "_oci/tag-history/{tag}"),
                ] {
                    let answer = try await fixture.client.get(path)
                    #expect(answer.status == 200)
                    #expect(answer["Content-Type"] == "application/json")
                    let extensions = try #require(try answer.json()["extensions"]?.array)
                    #expect(extensions.contains { $0["name"]?.string == "_oci" })
                    #expect(extensions.contains { $0["endpoints"]?.texts.contains(endpoint) == true })
                }
            }
        }

        /// Names that hold the words which also divide paths.
        private static let names = [
            "manifests", "blobs", "uploads", "tags", "list", "referrers", "blobs/uploads", "tags/list",
            "team/manifests/app", "a/blobs/b", "a/uploads/b", "a/tags/b", "manifests/latest", "v2", "v2/v2",
        ]

        @Test(arguments: Setup.all)
        func aNameMayHoldTheWordsOfPaths(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                let client = fixture.client
                for name in Self.names { try await expectEverything(client, in: name) }
                #expect(try await client.get("/v2/_catalog").json()["repositories"]?.texts == Self.names.sorted())
            }
        }

        private func expectEverything(_ client: RegistryClient, in repository: String) async throws {
            let image = Content.image()
            try await client.push(image, to: repository, as: "uploads")
            try await client.expectManifest(image, in: repository, as: "uploads")
            for blob in image.blobs { try await client.expectBlob(blob, in: repository) }
            let blob = Blob("more")
            let location = try await client.startUpload(in: repository)
            #expect(try await client.patch(location, blob, 0..<4).status == 202)
            #expect(try await client.put("\(location)?digest=\(blob.digest)").status == 201)
            #expect(try await client.tags(of: repository) == ["uploads"], "\(repository)")
            #expect(try await client.referrers(of: image.digest, in: repository).isEmpty)
            #expect(try await client.get("/v2/\(repository)/_oci/tag-history/uploads").status == 200)
            #expect(try await client.delete("/v2/\(repository)/manifests/uploads").status == 202)
        }
    }
}
