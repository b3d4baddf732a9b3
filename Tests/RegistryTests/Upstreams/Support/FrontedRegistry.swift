// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIClient
import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

extension RepositoryName {
    /// The repository of the upstream that most tests use, by its name here.
    static let fronted: RepositoryName = "docker.io/library/app"
}

extension FaultyRegistry {
    /// The name that `RepositoryName.fronted` has there.
    static let repository = "library/app"

    /// Puts an image with everything it points to into a repository, under a tag if one is given.
    func put(_ image: Image, in repository: String = FaultyRegistry.repository, as tag: Tag? = nil) throws {
        for blob in image.blobs { put(blob: blob.readableBytesView, in: repository) }
        for child in image.children { try put(child, in: repository) }
        let manifest = try Manifest(Array(image.bytes.readableBytesView), declared: image.mediaType)
        put(
            manifest: image.bytes.readableBytesView,
            type: image.mediaType.rawValue,
            subject: manifest.subject?.digest.rawValue,
            in: repository,
            as: tag?.rawValue
        )
    }

    /// What it was asked for manifests.
    var manifestLines: [String] {
        requests.filter { $0.path.contains("/manifests/") }.map {
            "\($0.method) \($0.path.split(separator: "/").last ?? "")"
        }
    }
}

/// A registry in front of a faulty one.
struct FrontedRegistry: Sendable {
    let test: TestRegistry
    let upstream: FaultyRegistry
    let settings: Upstream

    var registry: Registry { test.registry }

    /// Asks for a tag or digest as a client does.
    @discardableResult
    func pull(
        _ reference: ManifestReference,
        for purpose: PullPurpose = .content,
        by caller: Caller = .eve
    ) async throws -> Digest {
        try await registry.manifest(reference, in: .fronted, for: purpose, by: caller).manifest.digest
    }

    @discardableResult
    func pull(_ tag: Tag) async throws -> Digest { try await pull(.tag(tag)) }

    /// Pulls a tag with everything that belongs to it and compares every byte.
    func expectPulls(_ image: Image, as tag: Tag, location: SourceLocation = #_sourceLocation) async throws {
        #expect(try await pull(tag) == image.digest, sourceLocation: location)
        try await test.expectPulls(image, in: .fronted, location: location)
    }

    /// Lets the last answers of the upstream become old.
    func letAnswersAge() throws {
        try test.advance(by: settings.revalidate * 1.2)
    }

    /// Pulls a tag whose answer is old, and waits until the upstream was asked and everything is done about it.
    @discardableResult
    func pullAndCheck(_ tag: Tag, location: SourceLocation = #_sourceLocation) async throws -> UpstreamCheck {
        try letAnswersAge()
        _ = try? await pull(tag)
        return try await checked(tag, location: location)
    }

    /// Waits until a tag was checked at the time that it is now, and that was dealt with.
    func checked(_ tag: Tag, location: SourceLocation = #_sourceLocation) async throws -> UpstreamCheck {
        let moment = test.clock.now
        var check: UpstreamCheck?
        let isDone = try await eventually {
            check = try await lastCheck(of: tag)
            guard let check, check.checkedAt >= moment else { return false }
            return check.isSettled || check.failure != nil
        }
        #expect(isDone, "the check of \(tag) did not end: \(String(describing: check))", sourceLocation: location)
        return try #require(check, sourceLocation: location)
    }

    func lastCheck(of tag: Tag) async throws -> UpstreamCheck? {
        try await test.metadata.read { try $0.upstreamCheck(of: tag, in: .fronted) }
    }

    func kinds(of tag: Tag) async throws -> [EventRecord.Kind] {
        try await test.kinds(of: tag, in: .fronted)
    }

    func openHold(of tag: Tag) async throws -> HoldRecord {
        // Who pulls does not wait for all of an image to arrive, on a machine that is busy.
        _ = try await eventually {
            try await test.holds(of: tag, in: .fronted).contains { $0.state == .open }
        }
        return try #require(try await test.holds(of: tag, in: .fronted).last { $0.state == .open })
    }

    /// No check may ever read a manifest by its tag.
    func expectNoReadOfTag(location: SourceLocation = #_sourceLocation) {
        let reads = upstream.manifestLines.filter { $0.hasPrefix("GET") && !$0.contains("sha256:") }
        #expect(reads == [], sourceLocation: location)
    }
}

/// Lends a registry in front of a faulty one, which it calls docker.io.
func withUpstream(
    _ stores: Stores = .memory,
    _ rules: [Rule] = [],
    retries: Int = 1,
    settings change: (inout Upstream) -> Void = { _ in },
    _ body: (FrontedRegistry) async throws -> Void
) async throws {
    try await FaultyRegistry.run { upstream in
        var settings = Upstream(name: "docker.io", url: upstream.url)
        change(&settings)
        let chosen = settings
        try await RegistrySession.withSession(options: .impatient(retries)) { session in
            let set = UpstreamSet([try UpstreamRegistry(chosen, session: session)], standard: "docker.io")
            try await withRegistry(stores, rules, upstreams: set) { test in
                try await body(FrontedRegistry(test: test, upstream: upstream, settings: chosen))
            }
        }
    }
}

extension RegistryOptions {
    /// Few tries, and hardly a pause between them.
    static func impatient(_ tries: Int) -> RegistryOptions {
        var options = RegistryOptions()
        options.retries.tries = tries
        options.retries.firstPause = .milliseconds(1)
        options.retries.longestPause = .milliseconds(1)
        options.retries.longestAsked = .zero
        options.concurrency = 64
        return options
    }
}

/// Waits until something is so, looking again and again, for as long as a slow machine may need.
func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(300)
    while try await !condition() {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(5))
    }
    return true
}
