// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import RegistryDouble
import Testing

/// The ways in which clients ask for what an upstream has.
@Suite(.timeLimit(.minutes(20)))
struct UpstreamAddressingTests {
    private let image = Content.image(1)
    private let own = Content.image(2)

    /// Paths below `/v2/` that mean one repository.
    static let names = [
        "docker.io/library/app/manifests/1.0", "library/app/manifests/1.0?ns=docker.io",
        "app/manifests/1.0?ns=docker.io",
        "library/app/manifests/1.0", "docker.io/app/manifests/1.0", "app/manifests/1.0",
    ]

    @Test(arguments: Setup.standard)
    func allWaysLeadToOneRepository(_ setup: Setup) async throws {
        let image = image
        try await FrontedFixture.run(setup) { front in
            front.upstream.put(image, as: "1.0")
            for name in Self.names { try await front.client.expectManifest(image, at: "/v2/\(name)") }
            #expect(front.upstream.requests.filter { $0.method == "GET" }.count == 1)
            #expect(try await front.client.tags(of: "docker.io/library/app") == ["1.0"])
        }
    }

    @Test(arguments: Setup.standard)
    func ownRepositoryGoesBeforeTheStandardUpstream(_ setup: Setup) async throws {
        let (image, own) = (image, own)
        try await FrontedFixture.run(setup) { front in
            front.upstream.put(image, as: "1.0")
            try await front.client.push(own, to: "library/app", as: "1.0")
            try await front.client.expectManifest(own, in: "library/app", as: "1.0")
            try await front.client.expectManifest(image, in: "docker.io/library/app", as: "1.0")
            try await front.client.expectManifest(image, at: "/v2/library/app/manifests/1.0?ns=docker.io")
        }
    }

    @Test(arguments: Setup.standard)
    func repositoryWithoutUpstreamIsPushedToAsEver(_ setup: Setup) async throws {
        let own = own
        try await FrontedFixture.run(setup) { front in
            try await front.client.push(own, to: "team/app", as: "1.0")
            try await front.client.expectManifest(own, in: "team/app", as: "1.0")
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test(arguments: Setup.standard)
    func registryThatThisOneDoesNotStandForIsNotFound(_ setup: Setup) async throws {
        try await FrontedFixture.run(setup) { front in
            let answer = try await front.client.get("/v2/library/app/manifests/1.0?ns=quay.io")
            #expect(answer.status == 404)
            #expect(answer.message.contains("quay.io"))
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test(arguments: Setup.standard)
    func pushToAnUpstreamIsNotSupported(_ setup: Setup) async throws {
        let image = image
        try await FrontedFixture.run(setup) { front in
            let put = try await front.client.put(image, in: "docker.io/library/app", as: "1.0")
            let upload = try await front.client.post("/v2/docker.io/library/app/blobs/uploads/")
            for answer in [put, upload] {
                #expect(answer.status == 405)
                #expect(answer.code == "UNSUPPORTED")
                #expect(answer.message.contains("docker.io"))
            }
            #expect(front.upstream.requests.map(\.line) == [])
        }
    }

    @Test(arguments: ["library/app", "app", "docker.io/app", "docker.io/library/app"])
    func tokenForTheNameAsItWasTypedIsGoodForTheRepository(_ name: String) async throws {
        let image = image
        let glob = try Glob("docker.io/library/**", over: .repository)
        let access = AccessPolicy(entries: [AccessEntry(subject: .users(["ann"]), repositories: [glob], can: [.pull])])
        try await FrontedFixture.run(Setup.standard[0], users: ["ann", "eve"], access: access) { front in
            front.upstream.put(image, as: "1.0")
            for (user, status) in [("ann", 200), ("eve", 403)] {
                let path = "/api/v1/token?service=localhost&scope=repository:\(name):pull"
                let answer = try await front.client.signed(as: user).get(path)
                let token = try #require(try answer.json()["token"]?.string)
                let pulled = try await front.client.get(
                    "/v2/\(name)/manifests/1.0",
                    [.authorization: "Bearer \(token)"]
                )
                #expect(pulled.status == status, "\(user): \(String(buffer: pulled.body))")
            }
        }
    }
}
