// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import AsyncHTTPClient
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import OCIModel
internal import Policy
internal import Storage

/// Sends single messages: one request, one answer, nothing followed and nothing repeated.
public struct Courier: Sendable {
    /// What an endpoint said to a message.
    enum Answer: Equatable, Sendable {
        case taken
        /// It says that it wants no message ever again.
        case gone(String)
        /// It did not take the message, and may have said when to come back.
        case refused(String, retryAfter: Duration?)
    }

    /// The most bytes of an answer that are read, for the sake of the connection; what it says does not matter.
    private static let maximumAnswer = 64 * 1_024
    private static let connectTime = TimeAmount.seconds(5)

    private let client: HTTPClient
    private let limit: Duration

    /// Lends a courier.
    ///
    /// - Parameters:
    ///   - limit: How long an attempt may take, all in all.
    ///   - body: What to do with it.
    /// - Throws: What `body` throws.
    public static func withCourier(
        limit: Duration = .seconds(15),
        _ body: (Courier) async throws -> Void
    ) async throws {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.timeout.connect = connectTime
        configuration.connectionPool.retryConnectionEstablishment = false
        // Endpoints of one host do not wait for each other.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit =
            Webhook.maximumCount * DeliveryLane.width
        configuration.decompression = .disabled
        configuration.tlsConfiguration = .makeClientConfiguration()
        configuration.tlsConfiguration?.minimumTLSVersion = .tlsv12
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        do {
            try await body(Courier(client: client, limit: limit))
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    /// Sends a message.
    ///
    /// - Parameters:
    ///   - delivery: The message.
    ///   - target: Where to, and what it is signed with.
    ///   - moment: The time it is, which the signature covers.
    /// - Returns: What came of it; a task that is cancelled gets an answer, too, which must not be trusted.
    func send(_ delivery: DeliveryRecord, to target: WebhookTargets.Target, at moment: Timestamp) async -> Answer {
        do {
            let request = try request(delivery, target, moment)
            let response = try await within(limit) { [client] in
                try await client.execute(request, deadline: .distantFuture)
            }
            // The status is the answer, however long what follows it takes.
            await Self.readToTheEnd(response.body)
            return Self.answer(response, at: moment)
        } catch {
            return .refused(AttemptFailure.reason(error), retryAfter: nil)
        }
    }

    private func request(
        _ delivery: DeliveryRecord,
        _ target: WebhookTargets.Target,
        _ moment: Timestamp
    ) throws -> HTTPClientRequest {
        let message = try WebhookMessage(delivery, as: target.webhook.format, source: target.source)
        var request = HTTPClientRequest(url: target.webhook.address.text)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: message.contentType)
        request.headers.add(name: "User-Agent", value: "holdfast")
        request.headers.add(name: "webhook-id", value: delivery.message)
        request.headers.add(name: "webhook-timestamp", value: String(moment.seconds))
        if let secret = target.secret {
            let signature = WebhookSignature.sign(
                message.body,
                message: delivery.message,
                seconds: moment.seconds,
                secret: secret
            )
            request.headers.add(name: "webhook-signature", value: signature)
        }
        request.body = .bytes(message.body)
        return request
    }

    private static func answer(_ response: HTTPClientResponse, at moment: Timestamp) -> Answer {
        let words = "it answered \(response.status.code)"
        switch response.status.code {
        case 200..<300: return .taken
        case 410: return .gone(words)
        default:
            let wanted = response.headers.first(name: "Retry-After")
                .flatMap { RetryAfter.seconds($0, now: moment.seconds) }
            return .refused(words, retryAfter: wanted.map { .seconds($0) })
        }
    }

    /// Reads a short answer, so that the connection can be used again; a long or slow one ends it.
    private static func readToTheEnd(_ body: HTTPClientResponse.Body) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await read(body) }
            // Being cancelled ends the wait as its time would.
            group.addTask { try? await Task.sleep(for: .seconds(1)) }
            await group.next()
            group.cancelAll()
        }
    }

    private static func read(_ body: HTTPClientResponse.Body) async {
        var count = 0
        do {
            for try await piece in body {
                count += piece.readableBytes
                guard count <= maximumAnswer else { return }
            }
        } catch {
            // What counts, the status, is known already.
            return
        }
    }
}

extension Courier {
    private func within(
        _ limit: Duration,
        _ work: @escaping @Sendable () async throws -> HTTPClientResponse
    ) async throws -> HTTPClientResponse {
        try await withThrowingTaskGroup(of: HTTPClientResponse.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw NoAnswer(limit: limit)
            }
            defer { group.cancelAll() }
            guard let response = try await group.next() else { throw CancellationError() }
            return response
        }
    }
}

/// That an endpoint said nothing in time.
struct NoAnswer: Error, CustomStringConvertible {
    let limit: Duration

    var description: String { "it did not answer within \(limit.components.seconds) s" }
}
