// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import RegistryDouble
import Testing

/// `POST /api/v1/warm`, and what lists tell of upstreams.
@Suite(.timeLimit(.minutes(20)))
struct WarmEndpointTests {
    private func warm(_ body: String, _ front: FrontedFixture) async throws -> Answer {
        while true {
            let answer = try await front.client.post(
                "/api/v1/warm",
                [.contentType: "application/json"],
                body: ByteBuffer(string: body)
            )
            // The same request tells more once it has come.
            guard answer.status == 202 else { return answer }
        }
    }

    @Test(arguments: ["docker.io/library/app:1.0", "docker.io/app:1.0", "HOST/app:1.0"])
    func fetchesAnImageByItsNames(_ name: String) async throws {
        try await FrontedFixture.run(.live) { front in
            let name = name.replacing("HOST", with: front.upstream.url.split(separator: "/").last ?? "")
            let image = Content.image()
            front.upstream.put(image, as: "1.0")
            let answer = try await warm(#"{"reference":"\#(name)","unknown":1}"#, front)
            #expect(answer.status == 200)
            let json = try answer.json()
            #expect(json["schema"]?.string == "holdfast.warm/1")
            #expect(json["reference"]?.string == "docker.io/library/app:1.0")
            #expect(json["digest"]?.string == image.digest.rawValue)
            #expect(json["complete"] == .bool(true))
            #expect(json["manifests"] == .integer(1))
            #expect(json["blobs"] == .integer(2))
            #expect(json["fetched"] == .integer(2))
            front.upstream.forgetRequests()
            #expect(try await front.client.manifest("1.0", of: "docker.io/library/app").status == 200)
            #expect(front.upstream.requests.isEmpty)
        }
    }

    @Test func namesTheHoldOfAFirstPull() async throws {
        try await FrontedFixture.run(.router, rules: [Rule(name: "r", create: .hold)]) { front in
            front.upstream.put(.image(), as: "1.0")
            let answer = try await warm(#"{"reference":"docker.io/library/app:1.0"}"#, front)
            #expect(answer.status == 200)
            #expect(try answer.json()["hold"] == .integer(1))
            #expect(try answer.json()["state"]?.string == "open")
            #expect(try answer.json()["url"]?.string?.hasSuffix("/holds/1") == true)
            #expect(try answer.json()["complete"] == .bool(false))
        }
    }

    @Test func tellsThatAFirstPullWasRejected() async throws {
        try await FrontedFixture.run(.router, rules: [Rule(name: "r", create: .hold)]) { front in
            front.upstream.put(.image(), as: "1.0")
            let request = #"{"reference":"docker.io/library/app:1.0"}"#
            _ = try await warm(request, front)
            let rejected = try await front.client.post(
                "/api/v1/holds/1/reject",
                [.contentType: "application/json"],
                body: ByteBuffer(string: "{}")
            )
            #expect(rejected.status == 200, "\(rejected.text)")
            let answer = try await warm(request, front)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(try answer.json()["state"]?.string == "rejected")
        }
    }

    @Test func namesWhatAnUpstreamDoesNotGive() async throws {
        try await FrontedFixture.run(.router) { front in
            front.upstream.put(.image(), as: "1.0")
            _ = try await warm(#"{"reference":"docker.io/library/app:1.0"}"#, front)
            let answer = try await warm(#"{"reference":"docker.io/library/app:2.0"}"#, front)
            #expect(answer.status == 404)
            #expect(answer.message.hasPrefix("docker.io does not give docker.io/library/app:2.0: "))
        }
    }

    @Test func historiesKnowAnUpstreamByItsHost() async throws {
        try await FrontedFixture.run(.router) { front in
            front.upstream.put(.image(), as: "1.0")
            _ = try await warm(#"{"reference":"docker.io/library/app:1.0"}"#, front)
            let host = front.upstream.url.split(separator: "/").last ?? ""
            let history = try await front.client.get("/api/v1/history?ref=\(host)/library/app:1.0").json()
            #expect(history["repository"]?.string == "docker.io/library/app")
        }
    }

    @Test(arguments: [
        ("{}", "NAME_INVALID"), (#"{"reference":7}"#, "NAME_INVALID"), (#"{"reference":"UPPER/case"}"#, "NAME_INVALID"),
        (#"{"reference":"docker.io/a:1","platforms":[]}"#, "UNSUPPORTED"),
        (#"{"reference":"docker.io/a:1","platforms":["linux"]}"#, "UNSUPPORTED"),
        (#"{"reference":"docker.io/a:1","platforms":"linux/amd64"}"#, "UNSUPPORTED"),
        (#"{"reference":"quay.io:7/a:1"}"#, "UNSUPPORTED"), (#"{"reference":"quay.io/team/app:1"}"#, "UNSUPPORTED"),
        (#"{"reference":"localhost/app:1"}"#, "UNSUPPORTED"), (#"{"reference":"team/app:1"}"#, "UNSUPPORTED"),
    ])
    func refusesWhatIsNoRequest(_ body: String, _ code: String) async throws {
        try await FrontedFixture.run(.router) { front in
            let answer = try await warm(body, front)
            #expect(answer.status == 400, "\(answer.text)")
            #expect(answer.code == code, "\(answer.text)")
            #expect(front.upstream.requests.isEmpty)
        }
    }

    @Test func isAboutUpstreamsAndNeedsJSON() async throws {
        try await FrontedFixture.run(.router) { front in
            try await front.client.push(.image(), to: "team/app", as: "1.0")
            let own = try await warm(#"{"reference":"team/app:1.0"}"#, front)
            #expect(own.status == 400)
            #expect(own.message.contains("the upstreams are docker.io"))
            #expect(try await front.client.get("/api/v1/warm").status == 405)
            let plain = try await front.client.post("/api/v1/warm", [:], body: ByteBuffer(string: "{}"))
            #expect((400..<500).contains(plain.status))
        }
    }

    @Test func listsAndHistoriesKnowTheNamesOfUpstreams() async throws {
        try await FrontedFixture.run(.router) { front in
            let (one, two) = (Content.image(1), Content.image(2))
            front.upstream.put(one, as: "1.0")
            try await front.client.push(one, to: "team/app", as: "1.0")
            _ = try await warm(#"{"reference":"docker.io/library/app:1.0"}"#, front)
            front.upstream.put(two, as: "1.0")
            try await front.waitForMove(of: "docker.io/library/app", "1.0")
            let lists = try await front.client.get("/api/v1/repositories").json()["repositories"]?.array ?? []
            #expect(lists.map { $0["upstream"]?.string } == ["docker.io", nil])
            let tags = try await front.client.get("/api/v1/repositories?ref=docker.io/library/app").json()
            let tag = try #require(tags["tags"]?.array?.first)
            #expect(tag["digest"]?.string == one.digest.rawValue)
            #expect(tag["upstream"]?["digest"]?.string == two.digest.rawValue)
            #expect(tag["upstream"]?["same"] == .bool(false))
            #expect(tag["upstream"]?["failure"] == .null)
            let history = try await front.client.get("/api/v1/history?ref=docker.io/library/app:1.0").json()
            #expect(history["repository"]?.string == "docker.io/library/app")
            let metrics = try await front.client.get("/metrics").text
            #expect(metrics.contains(#"holdfast_upstream_questions_total{upstream="docker.io",result="answered"}"#))
            #expect(metrics.contains("# TYPE holdfast_upstream_questions_total counter"))
        }
    }
}
