// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OCIModel
import Synchronization

/// Makes requests until they are answered: it waits for a place, tries again while the budget lasts, answers
/// challenges, and follows redirects without carrying a login to another server.
final class Requester: Sendable {
    private let transport: Transport
    private let turnstile: Turnstile
    private let options: RegistryOptions
    private let limits = Mutex<[String: RateLimit]>([:])

    private static let mostRedirects = 5
    private static let bodyTime = Duration.seconds(120)
    private static let mostRemembered = 1_000

    init(transport: Transport, turnstile: Turnstile, options: RegistryOptions) {
        self.transport = transport
        self.turnstile = turnstile
        self.options = options
    }

    /// How many requests a server still grants, as it said last.
    func rateLimit(of url: RequestURL) -> RateLimit? { limits.withLock { $0[url.origin] } }

    /// Makes a request and returns the answer, whatever its status.
    ///
    /// - Parameters:
    ///   - request: What to ask.
    ///   - authorizer: What gives the request its login.
    /// - Returns: The answer. The body of a download is still to be read; all others are collected.
    /// - Throws: ``ClientError`` when no answer comes.
    func perform(_ request: RegistryRequest, _ authorizer: some RequestAuthorizer) async throws -> RegistryAnswer {
        let gate = "\(request.lane.rawValue) \(request.url.origin)"
        let pass = try await turnstile.enter(gate, limit: max(1, options.concurrency))
        var budget = RetryBudget(options.retries, at: options.clock.uptime())
        while true {
            let cause: RetryBudget.Cause
            let answer: Result<RegistryAnswer, TransportFailure>
            do {
                let found = try await attempt(request, authorizer, pass)
                remember(found)
                guard let retry = found.retryCause(of: request) else { return found }
                cause = retry
                answer = .success(found)
            } catch let failure as TransportFailure {
                try Task.checkCancellation()
                guard let retry = failure.retryCause else { throw failure.clientError(purpose: request.purpose) }
                cause = retry
                answer = .failure(failure)
            }
            let clock = options.clock
            guard request.isRepeatable,
                let pause = budget.pause(after: cause, at: clock.uptime(), random: clock.random())
            else {
                switch answer {
                case .success(let answer): return answer
                case .failure(let failure): throw failure.clientError(purpose: request.purpose)
                }
            }
            try await clock.sleep(pause)
        }
    }

    private func remember(_ answer: RegistryAnswer) {
        guard let limit = answer.rateLimit else { return }
        limits.withLock { limits in
            if limits.count >= Self.mostRemembered { limits.removeAll() }
            limits[answer.url.origin] = limit
        }
    }
}

// MARK: One try

extension Requester {
    /// One try: the request, and once more with the login that the answer asks for.
    private func attempt(
        _ request: RegistryRequest,
        _ authorizer: some RequestAuthorizer,
        _ pass: Turnstile.Pass
    ) async throws -> RegistryAnswer {
        let authorization = try await authorizer.authorization()
        let answer = try await follow(request, authorization, pass)
        // Only the server that was asked may ask for a login, never one that it sends to.
        guard answer.status == 401, !answer.isElsewhere, request.isRepeatable else { return answer }
        let challenges = Challenge.parse(answer.headers["WWW-Authenticate"])
        guard let renewed = try await authorizer.renewed(for: challenges, after: authorization) else { return answer }
        return try await follow(request, renewed, pass)
    }

    /// Sends a request and follows where it is sent on.
    private func follow(
        _ request: RegistryRequest,
        _ authorization: String?,
        _ pass: Turnstile.Pass
    ) async throws -> RegistryAnswer {
        var route = RedirectRoute(from: request.url)
        while true {
            let carried = route.isElsewhere ? nil : authorization
            let answer = try await exchange(request, route, carried, pass)
            guard [301, 302, 303, 307, 308].contains(answer.status), request.isReading,
                let location = answer.header("Location"), route.count < Self.mostRedirects
            else { return answer }
            try route.follow(location, purpose: request.purpose)
        }
    }

    /// One request and one answer.
    private func exchange(
        _ request: RegistryRequest,
        _ route: RedirectRoute,
        _ authorization: String?,
        _ pass: Turnstile.Pass
    ) async throws -> RegistryAnswer {
        var message = HTTPClientRequest(url: route.url.text)
        message.method = request.method
        message.headers = request.headers
        message.headers.replaceOrAdd(name: "User-Agent", value: options.userAgent)
        if let authorization { message.headers.replaceOrAdd(name: "Authorization", value: authorization) }
        switch request.body {
        case .none: break
        case .bytes(let bytes): message.body = .bytes(bytes)
        case .stream(let stream, let length): message.body = .stream(stream, length: .known(length))
        }
        do {
            let response = try await transport.send(
                message,
                to: route.url,
                patience: request.isReading ? .reading : .writing
            )
            let status = Int(response.status.code)
            let isStreamed = request.lane == .download && (200..<300).contains(status)
            return RegistryAnswer(
                status: status,
                headers: response.headers,
                url: route.url,
                isElsewhere: route.isElsewhere,
                bytes: isStreamed ? [] : try await body(of: response, request),
                stream: isStreamed ? response.body : nil,
                pass: isStreamed ? pass : nil,
                retryAfter: response.headers.first(name: "Retry-After")
                    .flatMap { RetryAfter.seconds($0, now: options.clock.now()) }
            )
        } catch let error as ClientError {
            throw error
        } catch {
            try Task.checkCancellation()
            throw TransportFailure(url: route.url, error: error)
        }
    }

    /// Collects a body; of one that tells of a failure, what is too much is left away.
    private func body(of response: HTTPClientResponse, _ request: RegistryRequest) async throws -> [UInt8] {
        guard request.method != .HEAD else { return [] }
        let isSuccess = (200..<300).contains(Int(response.status.code))
        let limit = isSuccess ? request.limit : RegistryRequest.errorLimit
        let body = response.body
        return try await TimeLimit.within(Self.bodyTime) {
            var bytes: [UInt8] = []
            for try await piece in body {
                guard bytes.count + piece.readableBytes <= limit else {
                    if isSuccess { throw NIOTooManyBytesError(maxBytes: limit) }
                    return bytes
                }
                bytes.append(contentsOf: piece.readableBytesView)
            }
            return bytes
        }
    }
}
