// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

/// A client of the management API of one server.
///
/// Redirects are not followed, every call has an end and every answer a limit.
struct ManagementClient: Sendable {
    /// How long an answer may take.
    enum Patience {
        /// For answers that come at once.
        static let brief = Duration.seconds(30)
        /// For work that reads everything that is stored, while the connection lies silent.
        static let long = Duration.seconds(24 * 3600)
    }

    /// The server.
    let address: ServerAddress
    private let login: ServerLogin
    private let http: HTTPClient

    private static let bodyLimit = 64 << 20
    private static let connectTimeout = TimeAmount.seconds(10)

    /// Opens a client, hands it to `body` and closes it.
    static func withClient<Result>(
        to address: ServerAddress,
        login: ServerLogin,
        certificates: CertificateCheck = .complete,
        authorities: String? = nil,
        _ body: (ManagementClient) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.timeout.connect = connectTimeout
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        if certificates == .noneOnLoopback, address.isLoopback {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.certificateVerification = .none
            configuration.tlsConfiguration = tls
        }
        if let authorities {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.additionalTrustRoots = [.file(authorities)]
            configuration.tlsConfiguration = tls
        }
        return try await HTTPClient.withHTTPClient(configuration: configuration) { http in
            try await body(ManagementClient(address: address, login: login, http: http))
        }
    }

    /// How the server's certificate is checked.
    enum CertificateCheck {
        /// By name and by the system's authorities.
        case complete
        /// Not at all for this host itself: its certificate names the public host, and nothing leaves the machine.
        case noneOnLoopback
    }

    /// Sends a request and returns the answer, whatever its status.
    func send(_ request: ManagementRequest) async throws -> ServerAnswer {
        var message = HTTPClientRequest(url: address.url + request.target)
        message.method = .RAW(value: request.method.rawValue)
        message.headers = ["User-Agent": "holdfast", "Accept": "application/json"]
        if let authorization = login.authorization { message.headers.add(name: "Authorization", value: authorization) }
        if request.method != .get { message.headers.add(name: "Content-Type", value: "application/json") }
        if let condition = request.ifMatch { message.headers.add(name: "If-Match", value: condition) }
        if let body = request.body { message.body = .bytes(ByteBuffer(string: body.text)) }
        do {
            let prepared = message
            return try await Deadline.within(request.patience) { [http] in
                let response = try await http.execute(prepared, deadline: .now() + TimeAmount(request.patience))
                let body = try await response.body.collect(upTo: Self.bodyLimit)
                return ServerAnswer(
                    status: Int(response.status.code),
                    link: response.headers.first(name: "Link"),
                    retryAfter: response.headers.first(name: "Retry-After").flatMap { Int64($0) },
                    bytes: Array(body.readableBytesView)
                )
            }
        } catch {
            throw ConnectionFailure(purpose: request.purpose, address: address, error: error)
        }
    }

    /// Sends a request and returns the answer if the server did what was asked.
    ///
    /// - Throws: ``ServerRefusal`` for any status but 2xx, ``ConnectionFailure`` when no answer comes.
    func perform(_ request: ManagementRequest) async throws -> ServerAnswer {
        let answer = try await send(request)
        guard (200..<300).contains(answer.status) else {
            throw ServerRefusal(
                purpose: request.purpose,
                address: address,
                status: answer.status,
                words: ServerRefusal.words(in: answer.bytes),
                retryAfter: answer.retryAfter,
                notes: login.notes
            )
        }
        return answer
    }

    /// Sends a request and returns the document in the answer.
    func document(_ request: ManagementRequest) async throws -> ServerDocument {
        try ServerDocument(bytes: try await perform(request).bytes)
    }

    /// Sends a request for a list and returns the list, all pages of it.
    func wholeList(_ request: ManagementRequest, list key: String) async throws -> ServerDocument {
        var pages: [ServerDocument] = []
        var request = request
        var size = 0
        while true {
            let answer = try await perform(request)
            size += answer.bytes.count
            guard size <= Self.bodyLimit else {
                let error = NIOTooManyBytesError(maxBytes: Self.bodyLimit)
                throw ConnectionFailure(purpose: request.purpose, address: address, error: error)
            }
            pages.append(try ServerDocument(bytes: answer.bytes))
            guard let next = answer.next, next != request.target else { break }
            request.target = next
        }
        return try ServerDocument.joining(pages, list: key)
    }
}
