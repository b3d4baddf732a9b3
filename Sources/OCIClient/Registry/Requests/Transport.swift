// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// Sends single requests: over TLS or not, straight or through a proxy.
///
/// It follows nothing and repeats nothing.
final class Transport: Sendable {
    /// How patient a connection is: storage of large blobs takes its time before it answers.
    enum Patience: Hashable, Sendable {
        case reading
        case writing

        var idle: TimeAmount { self == .reading ? .seconds(60) : .minutes(5) }
        var head: TimeAmount { self == .reading ? .minutes(2) : .hours(24) }
    }

    private struct Route: Hashable {
        let proxy: ProxyAddress?
        let patience: Patience
    }

    private struct State {
        var clients: [Route: HTTPClient] = [:]
        var isClosed = false
    }

    private static let connectTime = TimeAmount.seconds(15)
    /// Far more than ever wait at once: the turnstile bounds them, and the pool must not let them time out.
    private static let connections = 64

    private let proxies: ProxySettings
    private let authorityFile: String?
    private let state = Mutex(State())

    init(proxies: ProxySettings, authorityFile: String?) {
        self.proxies = proxies
        self.authorityFile = authorityFile
    }

    /// Sends a request and returns the answer's head, with the body still to be read.
    func send(_ message: HTTPClientRequest, to url: RequestURL, patience: Patience) async throws -> HTTPClientResponse {
        let client = try client(for: Route(proxy: try proxies.proxy(for: url), patience: patience))
        return try await client.execute(message, deadline: .now() + patience.head)
    }

    /// Closes all connections; must be called once.
    func close() async throws {
        let clients = state.withLock { state in
            defer { state.clients = [:] }
            state.isClosed = true
            return Array(state.clients.values)
        }
        for client in clients { try await client.shutdown() }
    }

    private func client(for route: Route) throws -> HTTPClient {
        try state.withLock { state in
            guard !state.isClosed else { throw HTTPClientError.alreadyShutdown }
            if let client = state.clients[route] { return client }
            let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: try configuration(for: route))
            state.clients[route] = client
            return client
        }
    }

    private func configuration(for route: Route) throws(ClientError) -> HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout = HTTPClient.Configuration.Timeout(
            connect: Self.connectTime,
            read: route.patience.idle,
            write: route.patience.idle
        )
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
        configuration.decompression = .disabled
        configuration.tlsConfiguration = try security()
        if let proxy = route.proxy {
            switch proxy.kind {
            case .socks5: configuration.proxy = .socksServer(host: proxy.host, port: proxy.port)
            case .http:
                configuration.proxy = .server(
                    host: proxy.host,
                    port: proxy.port,
                    authorization: proxy.login.map { .basic(username: $0.user, password: $0.password) }
                )
            }
        }
        return configuration
    }

    private func security() throws(ClientError) -> TLSConfiguration {
        var security = TLSConfiguration.makeClientConfiguration()
        security.minimumTLSVersion = .tlsv12
        guard let authorityFile else { return security }
        security.additionalTrustRoots = [.certificates(try AuthorityFile.certificates(of: authorityFile))]
        return security
    }
}
