// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Logging
import NIOCore
import OCIModel
import Policy
import Registry
import Storage

/// A small registry's past, told by the use cases of the registry itself under a clock of its own.
///
/// It ends with four changes that wait for a decision: a release that somebody re-pushed with other programs, under two
/// tags; a refresh of the base image; and a build that differs in nothing but moments.
struct DemoStory {
    /// What the past leaves to look at.
    struct Ending {
        /// The hold of the release that was pushed again with other programs.
        var forgery: Int64
        /// The tag that it is about.
        var tag: String
    }

    /// Writes the past into stores that have none.
    ///
    /// The standard rule is in force meanwhile, whatever the configuration says: the demo is about changes that wait.
    static func tell(blobs: any BlobStore, metadata: any MetadataStore, until end: Timestamp) async throws -> Ending {
        let clock = DemoClock(end.advanced(by: .seconds(-60 * day)))
        var log = Logger(label: "holdfast.demo") { _ in LogfmtHandler() }
        log.logLevel = .error
        let registry = try await Registry(
            blobs: blobs,
            metadata: metadata,
            policy: Registry.LivePolicy(rules: RuleSet([]), approvals: .distinct),
            log: log,
            now: { clock.now }
        )
        return try await DemoStory(registry: registry, clock: clock, end: end).tell()
    }

    private static let day: Int64 = 86_400

    private let registry: Registry
    private let clock: DemoClock
    private let end: Timestamp

    private func tell() async throws -> Ending {
        try await releases()
        try await decisions()
        return try await changesThatWait()
    }

    private func releases() async throws {
        try await push(DemoDebian.first.image, "library/debian:12", by: "mirror", daysAgo: 58)
        try await push(DemoTool.earlier, "team/tool:2.1.19", by: "ci", daysAgo: 43)
        try await push(DemoTool.earlier, "team/tool:latest", by: "ci", daysAgo: 43)
        try await push(DemoTool.release, "team/tool:2.1.20", by: "ci", daysAgo: 21)
    }

    private func decisions() async throws {
        if let hold = try await push(DemoTool.release, "team/tool:latest", by: "ci", daysAgo: 21) {
            clock.turn(to: clock.now.advanced(by: .seconds(1_260)))
            _ = try await registry.approve(hold, reason: "2.1.20 is released", by: caller("ann"))
        }
        try await push(DemoDependents.report, "team/report:1.4", by: "ci", daysAgo: 19)
        try await push(DemoDependents.site, "team/site:3.2", by: "bob", daysAgo: 14)
        if let hold = try await push(DemoDependents.siteWithDebugging, "team/site:3.2", by: "bob", daysAgo: 6) {
            clock.turn(to: clock.now.advanced(by: .seconds(5_400)))
            let reason = "A debug build does not belong under a release; push it as 3.2-debug."
            _ = try await registry.reject(hold, reason: reason, by: caller("ann"))
        }
    }

    private func changesThatWait() async throws -> Ending {
        try await push(DemoDebian.refreshed.image, "library/debian:12", by: "mirror", daysAgo: 2)
        try await push(DemoDependents.reportBuiltAgain, "team/report:1.4", by: "ci", daysAgo: 1)
        clock.turn(to: end.advanced(by: .seconds(-1_140)))
        let tag = "team/tool:2.1.20"
        let forgery = try await push(DemoTool.forged, tag, by: "mallory")
        try await push(DemoTool.forged, "team/tool:latest", by: "mallory")
        guard let forgery else { throw RegistryError(.conflict, "the demo's push of \(tag) was not held") }
        return Ending(forgery: forgery, tag: tag)
    }
}

extension DemoStory {
    @discardableResult
    private func push(_ image: DemoImage, _ name: String, by user: String, daysAgo days: Int64) async throws -> Int64? {
        clock.turn(to: end.advanced(by: .seconds(-days * Self.day)))
        return try await push(image, name, by: user)
    }

    /// Pushes an image as a client does; gives the hold if the tag stays.
    @discardableResult
    private func push(_ image: DemoImage, _ name: String, by user: String) async throws -> Int64? {
        let reference = try Reference(name)
        guard let tag = reference.tag else { throw RegistryError(.requestInvalid, "\(name) names no tag") }
        clock.turn(to: clock.now.advanced(by: .seconds(3)))
        let caller = caller(user)
        for blob in image.blobs { try await upload(blob, to: reference.repository, by: caller) }
        let push = ManifestPush(
            repository: reference.repository,
            reference: .tag(tag),
            bytes: ByteBuffer(bytes: image.manifest),
            mediaType: .imageManifest
        )
        do {
            _ = try await registry.putManifest(push, by: caller)
            return nil
        } catch let error as RegistryError where error.code == .tagRefused {
            return error.hold
        }
    }

    private func upload(_ bytes: [UInt8], to repository: RepositoryName, by caller: Caller) async throws {
        let digest = Digest(of: bytes)
        guard try await !registry.mount(digest, from: nil, to: repository, by: caller) else { return }
        let upload = try await registry.startUpload(in: repository, by: caller)
        let (body, continuation) = AsyncStream<ByteBuffer>.makeStream()
        continuation.yield(ByteBuffer(bytes: bytes))
        continuation.finish()
        _ = try await registry.appendUpload(upload, in: repository, at: nil, body, by: caller)
        try await registry.commitUpload(upload, in: repository, as: digest, by: caller)
    }

    private func caller(_ user: String) -> Caller {
        Caller(user: user, address: user == "mallory" ? "203.0.113.77" : "192.0.2.10", access: .open)
    }
}
