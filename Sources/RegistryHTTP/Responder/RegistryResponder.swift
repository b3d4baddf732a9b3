// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import HTTPTypes
public import Hummingbird
internal import JWTKit
public import Logging
internal import NIOCore
public import NIOPosix
public import OCIModel
internal import Policy
public import Registry
internal import Storage
internal import Synchronization

/// Answers every request: guards, finds out who asks, hands over to the handler of the route, maps errors, logs.
public struct RegistryResponder: HTTPResponder {
    /// The type of what a handler knows of the connection.
    public typealias Context = RegistryContext

    let registry: Registry
    private let authenticator: Authenticator
    let live: LiveSettings
    let metrics = RequestMetrics()
    private let log: Logger
    private let endpoints: Endpoints
    private let pages: Pages

    /// Creates a responder.
    ///
    /// - Parameters:
    ///   - registry: The registry.
    ///   - settings: What to go by, until ``replaceSettings(_:)``.
    ///   - signingKey: The secret under which access tokens are signed, at least 32 bytes.
    ///   - localSecret: A secret that gives the command line on this machine every right.
    ///   - pool: Threads for blocking work.
    ///   - log: Takes a line for each request wanted, and every failure.
    ///   - now: The clock by which access tokens are dated.
    public init(
        registry: Registry,
        settings: ServerSettings,
        signingKey: [UInt8],
        localSecret: String?,
        pool: NIOThreadPool,
        log: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) async {
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(key: .init(data: signingKey)), digestAlgorithm: .sha256)
        self.registry = registry
        self.authenticator = Authenticator(
            registry: registry,
            keys: keys,
            localSecret: localSecret,
            pool: pool,
            now: now
        )
        self.live = LiveSettings(settings)
        self.log = log
        self.endpoints = Endpoints(registry: registry, authenticator: authenticator, pool: pool, metrics: metrics)
        self.pages = Pages(registry: registry, pool: pool, now: now)
    }

    /// Puts other settings in force, for all requests that begin from now on.
    public func replaceSettings(_ settings: ServerSettings) {
        live.replace(settings)
    }

    /// Answers one request; errors become responses.
    public func respond(to request: Request, context: RegistryContext) async throws -> Response {
        let start = ContinuousClock.now
        let settings = live.value
        let path = RequestPath(request.uri.path)
        var route = Route(path)
        let baseURL = settings.publicURL ?? "\(settings.scheme)://\(request.head.authority ?? "localhost")"
        let address = ClientAddress.of(request.headers, peer: context.peerAddress, trusted: settings.trustedProxies)
        let exchange = { (caller: Caller) in
            Exchange(
                request: request,
                context: context,
                settings: settings,
                caller: caller,
                query: Query(request.uri.query ?? ""),
                baseURL: baseURL,
                upstreamName: registry.upstreamName
            )
        }
        if let page = route.page(forBrowser: request.asksForHTML, path) {
            let visit = pages.visit(page, exchange(Caller(user: nil, address: address, access: settings.access)))
            let response = await answer(visit)
            let elapsed = ContinuousClock.now - start
            metrics.record(request.method, .page(page), response.status, elapsed)
            logRequest(
                request.head,
                route,
                response.head,
                visit.caller.name,
                address,
                elapsed,
                settings.requestLog
            )
            return response
        }
        var name = "anonymous"
        var response: Response
        do {
            try HostGuard.check(request.head.authority, settings: settings)
            try CrossSiteGuard.check(request.head, baseURL: baseURL)
            route = try await addressed(route, request, baseURL)
            let challenge = Challenge(
                baseURL: baseURL,
                operation: Challenge.Operation(route: route, method: request.method)
            )
            let caller = try await authenticator.caller(
                of: request.headers,
                settings: settings,
                address: address,
                challenge: challenge
            )
            name = caller.name
            do {
                response = try await endpoints.respond(to: route, exchange(caller))
            } catch let error as RegistryError where error.code == .rightMissing || error.code == .held {
                throw rightMissing(error, caller, route, request, settings, challenge)
            }
        } catch {
            let mapped = APIError(error) { "\(baseURL)/holds/\($0)" }
            if mapped.status.kind == .serverError { logFailure(error, request) }
            response = mapped.response
            // The body was not read, or not to its end: what the client still sends must not be taken for a request.
            if request.hasBody { response.headers[.connection] = "close" }
        }
        if request.method == .head { response = response.withoutBody }
        response.headers[.dockerAPIVersion] = "registry/2.0"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.contentSecurityPolicy] = ContentSecurity.policy
        let elapsed = ContinuousClock.now - start
        metrics.record(request.method, route, response.status, elapsed)
        logRequest(request.head, route, response.head, name, address, elapsed, settings.requestLog)
        return response
    }

    /// The request about the repository that the client means, which may be an upstream's under its own name.
    private func addressed(_ route: Route, _ request: Request, _ baseURL: String) async throws -> Route {
        guard registry.hasUpstreams, let text = route.subject?.repository, let name = try? RepositoryName(text) else {
            // A name that is none is refused by whoever handles the request.
            return route
        }
        let host = baseURL.range(ofScheme: "://").map { String(baseURL[$0...]) } ?? baseURL
        let repository = try await registry.repository(
            named: name,
            in: Query(request.uri.query ?? "")["ns"],
            hosts: [host, request.head.authority ?? host],
            isRead: request.method == .get || request.method == .head
        )
        return route.about(repository.rawValue)
    }

    /// Answers a request for a web page.
    private func answer(_ visit: PageVisit) async -> Response {
        let request = visit.exchange.request
        var response = await pages.respond(to: visit) {
            try HostGuard.check(request.head.authority, settings: visit.exchange.settings)
            try CrossSiteGuard.check(request.head, baseURL: visit.exchange.baseURL)
        } failure: {
            logFailure($0, request)
        }
        // Whatever of the body was not read must not be taken for a request.
        if request.hasBody { response.headers[.connection] = "close" }
        if request.method == .head { response = response.withoutBody }
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.contentSecurityPolicy] = ContentSecurity.pagePolicy
        response.headers[.referrerPolicy] = "same-origin"
        response.headers[.crossOriginOpenerPolicy] = "same-origin"
        return response
    }

    /// Someone who has not signed in, or whose token was made for less than its user may do, is told how to get more.
    private func rightMissing(
        _ error: RegistryError,
        _ caller: Caller,
        _ route: Route,
        _ request: Request,
        _ settings: ServerSettings,
        _ challenge: Challenge
    ) -> any Error {
        guard settings.accounts != nil else { return error }
        guard caller.user != nil else { return challenge.error(error.message) }
        guard error.code == .rightMissing else { return error }
        guard case .bearer = AuthorizationHeader(request.headers), let scope = challenge.scope,
            case .repository(let name) = scope.resource,
            scope.rights.isSubset(of: settings.access.rights(of: caller.user, in: name))
        else { return error }
        return challenge.error(error.message)
    }
}

// MARK: Logging

extension RegistryResponder {
    private func logFailure(_ error: any Error, _ request: Request) {
        log.error(
            "a request failed",
            metadata: ["method": "\(request.method)", "path": "\(request.uri.path)", "error": "\(error)"]
        )
    }

    func logRequest(
        _ request: HTTPRequest,
        _ route: Route,
        _ response: HTTPResponse,
        _ name: String,
        _ address: String?,
        _ elapsed: Duration,
        _ wanted: RequestLog
    ) {
        switch wanted {
        case .off: return
        case .changes where request.method == .get || request.method == .head:
            guard response.status.code >= 400 else { return }
        case .changes, .all: break
        }
        var metadata: Logger.Metadata = [
            "method": "\(request.method)",
            "status": "\(response.status.code)",
            "bytes": "\(response.headerFields[.contentLength] ?? "-")",
            "duration": "\(elapsed.milliseconds)ms",
            "actor": "\(name)",
            "client": "\(address ?? "-")",
        ]
        if let (repository, reference) = route.subject {
            metadata["repository"] = "\(repository)"
            if let reference { metadata["reference"] = "\(reference)" }
        } else {
            metadata["path"] = "\(request.path?.prefix { $0 != "?" } ?? "")"
        }
        if let digest = response.headerFields[.dockerContentDigest] { metadata["digest"] = "\(digest)" }
        log.info("request", metadata: metadata)
    }
}

/// The settings in force.
final class LiveSettings: Sendable {
    private let settings: Mutex<ServerSettings>

    init(_ settings: ServerSettings) {
        self.settings = Mutex(settings)
    }

    var value: ServerSettings { settings.withLock { $0 } }

    func replace(_ new: ServerSettings) {
        settings.withLock { $0 = new }
    }
}
