// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIClient
import OCIModel
import Policy
import Registry
import RegistryDouble

/// A registry in front of a faulty one, as clients see it.
struct FrontedFixture: Sendable {
    let registry: RegistryFixture
    let upstream: FaultyRegistry

    var client: RegistryClient { registry.client }

    /// Lets the answers of the upstream become old, has one asked for again, and waits for what comes of it.
    func waitForMove(of repository: String, _ tag: String) async throws {
        registry.clock.advance(by: .seconds(3_600))
        _ = try await client.manifest(tag, of: repository)
        let end = ContinuousClock.now + .seconds(300)
        while ContinuousClock.now < end {
            let answer = try await client.manifest(tag, of: repository)
            if answer.has("Warning") { return }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Runs a registry in front of one that it calls docker.io, which also is what it stands in front of unasked.
    static func run(
        _ setup: Setup,
        rules: [Rule] = [],
        users: [String] = [],
        access: AccessPolicy = .open,
        _ body: @escaping @Sendable (FrontedFixture) async throws -> Void
    ) async throws {
        try await FaultyRegistry.run { upstream in
            var options = RegistryOptions()
            options.retries.tries = 1
            options.retries.longestAsked = .zero
            try await RegistrySession.withSession(options: options) { session in
                let settings = Upstream(name: "docker.io", url: upstream.url)
                var home = Home(setup: setup, rules: RuleSet(rules))
                home.users = users
                // Tokens are good by the machine's clock.
                if !users.isEmpty { home.clock = .ofTheMachine() }
                home.access = access
                home.upstreams = UpstreamSet(
                    [try UpstreamRegistry(settings, session: session)],
                    standard: "docker.io"
                )
                try await RegistryFixture.run(home) { registry in
                    try await body(FrontedFixture(registry: registry, upstream: upstream))
                }
            }
        }
    }
}

extension FaultyRegistry {
    /// Puts an image with everything it points to into a repository, under a tag if one is given.
    func put(_ content: Content, in repository: String = "library/app", as tag: String? = nil) {
        for blob in content.blobs { put(blob: blob.bytes.readableBytesView, in: repository) }
        for child in content.children { put(child, in: repository) }
        put(
            manifest: content.bytes.readableBytesView,
            type: content.mediaType.rawValue,
            subject: content.subject?.rawValue,
            in: repository,
            as: tag
        )
    }
}
