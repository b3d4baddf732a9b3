// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A registry on loopback that can be told to do everything wrong, and that counts what it is asked.
///
/// It is only read over HTTP: tests put content in by its methods.
package final class FaultyRegistry: Sendable {
    private struct Standing {
        var selection: Selection
        var fault: Misbehaviour
        var times: Int
    }

    private struct State {
        var shelf = Shelf()
        var faults: [Standing] = []
        var requests: [SeenRequest] = []
    }

    private let state = Mutex(State())
    private let listener = Mutex<(any Channel)?>(nil)
    private let bound = Mutex(0)

    private init() {}

    /// Where it is, as in `127.0.0.1:40123`.
    package var authority: String { "127.0.0.1:\(bound.withLock { $0 })" }
    /// The address of its API.
    package var url: String { "http://\(authority)" }
    /// What it was asked so far.
    package var requests: [SeenRequest] { state.withLock { $0.requests } }

    /// Runs a registry for as long as the body takes.
    package static func run<Result>(_ body: (FaultyRegistry) async throws -> Result) async throws -> Result {
        let registry = FaultyRegistry()
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 512)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(FaultyHandler(registry))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        registry.bound.withLock { $0 = channel.localAddress?.port ?? 0 }
        registry.listener.withLock { $0 = channel }
        let result: Result
        do {
            result = try await body(registry)
        } catch {
            await registry.close()
            throw error
        }
        await registry.close()
        return result
    }

    /// Stops listening for good; what is asked from now on finds nobody.
    package func close() async {
        heal()
        fail(.everything, with: .hangUp)
        let channel = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        // It was open, and what becomes of the port afterwards is nobody's business.
        try? await channel?.close()
    }

    /// Answers a request: what is right, and what is to be done wrong with it.
    func answer(_ request: SeenRequest) -> (Reply, Misbehaviour?) {
        state.withLock { state in
            state.requests.append(request)
            let place = state.faults.firstIndex { $0.selection.matches(request) }
            let fault = place.map { place in
                state.faults[place].times -= 1
                defer { if state.faults[place].times <= 0 { state.faults.remove(at: place) } }
                return state.faults[place].fault
            }
            if case .refusal(let status, let words, let headers) = fault {
                return (.refusal(status, Self.code(status), words, headers), nil)
            }
            return (state.shelf.reply(to: request), fault)
        }
    }

    private static func code(_ status: Int) -> String {
        switch status {
        case 401: "UNAUTHORIZED"
        case 403: "DENIED"
        case 404: "NAME_UNKNOWN"
        case 405: "UNSUPPORTED"
        case 429: "TOOMANYREQUESTS"
        default: "UNKNOWN"
        }
    }
}

// MARK: - What tests tell it

extension FaultyRegistry {
    /// Does something wrong with the next requests of a kind, or with all of them; the first fault that fits counts.
    package func fail(_ selection: Selection, with fault: Misbehaviour, times: Int = .max) {
        state.withLock { $0.faults.append(Standing(selection: selection, fault: fault, times: times)) }
    }

    /// Does everything right from now on.
    package func heal() {
        state.withLock { $0.faults = [] }
    }

    /// Lets only so many manifests be read from now on; HEAD is free.
    package func allow(_ remaining: Int, of limit: Int = 100) {
        state.withLock { $0.shelf.allowance = .init(limit: limit, remaining: remaining) }
    }

    /// Wants a token that another registry, or this one, gives out, to somebody with a login if one is given.
    package func demandToken(_ token: String, from service: FaultyRegistry, basicLogin: String? = nil) {
        let tokens = Shelf.TokenService(realm: service.url, token: token, basicLogin: basicLogin)
        state.withLock { $0.shelf.tokens = tokens }
        if service !== self { service.state.withLock { $0.shelf.tokens = tokens } }
    }

    /// Puts a blob into a repository and gives its digest.
    @discardableResult
    package func put(blob: some Collection<UInt8>, in repository: String) -> String {
        let name = digest(of: blob)
        let bytes = Array(blob)
        state.withLock { $0.shelf.repositories[repository, default: .init()].blobs[name] = bytes }
        return name
    }

    /// Puts a manifest into a repository, under a tag if one is given, and gives its digest.
    @discardableResult
    package func put(
        manifest: some Collection<UInt8>,
        type: String,
        subject: String? = nil,
        in repository: String,
        as tag: String? = nil
    ) -> String {
        let name = digest(of: manifest)
        let stored = Shelf.StoredManifest(mediaType: type, bytes: Array(manifest), subject: subject)
        state.withLock { state in
            state.shelf.repositories[repository, default: .init()].manifests[name] = stored
            if let tag { state.shelf.repositories[repository]?.tags[tag] = name }
        }
        return name
    }

    /// Takes a tag away.
    package func remove(tag: String, in repository: String) {
        state.withLock { _ = $0.shelf.repositories[repository]?.tags.removeValue(forKey: tag) }
    }

    /// Forgets what it was asked so far.
    package func forgetRequests() {
        state.withLock { $0.requests = [] }
    }

    /// How many requests of a kind there were.
    package func count(_ selection: Selection) -> Int {
        requests.count { selection.matches($0) }
    }
}
