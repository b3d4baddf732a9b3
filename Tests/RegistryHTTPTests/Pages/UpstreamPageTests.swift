// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import RegistryDouble
import Testing

/// What the pages say of repositories that stand for an upstream's.
@Suite(.timeLimit(.minutes(20)))
struct UpstreamPageTests {
    @Test func saysWhereImagesComeFromAndWhatTheUpstreamSays() async throws {
        try await FrontedFixture.run(.router) { front in
            let (one, two) = (Content.image(1), Content.image(2))
            front.upstream.put(one, as: "1.0")
            _ = try await front.client.manifest("1.0", of: "docker.io/library/app")
            var browser = Browser(front.client)
            #expect(try await browser.get("/").text.contains("from docker.io"))
            let page = try await browser.get("/r/docker.io/library/app").text
            #expect(page.contains("of docker.io, at "))
            #expect(page.contains(front.upstream.url))
            #expect(!page.contains("moved upstream"))
            let tag = "/r/docker.io/library/app/-/tags/1.0"
            #expect(try await browser.get(tag).text.contains("and says the same"))
            front.upstream.put(two, as: "1.0")
            try await front.waitForMove(of: "docker.io/library/app", "1.0")
            let moved = try await browser.get(tag).text
            #expect(moved.contains(" and says "))
            #expect(moved.contains(two.digest.short))
        }
    }

    @Test func lookingAtAnImageFetchesNothing() async throws {
        try await FrontedFixture.run(.router) { front in
            let index = Content.index([.image(1), .image(2)])
            front.upstream.put(index, as: "1.0")
            _ = try await front.client.manifest("1.0", of: "docker.io/library/app")
            front.upstream.forgetRequests()
            var browser = Browser(front.client)
            let page = try await browser.get("/r/docker.io/library/app/-/images/\(index.digest)")
            #expect(page.status == 200)
            let child = try await browser.get("/r/docker.io/library/app/-/images/\(Content.image(1).digest)")
            #expect(child.status == 404)
            #expect(front.upstream.requests.isEmpty)
        }
    }
}
