// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import HummingbirdTesting
import NIOCore

/// Speaks HTTP to a registry under test, with or without sockets, and checks the form of every answer.
struct RegistryClient: Sendable {
    /// One request.
    struct Call: Sendable {
        var method: HTTPRequest.Method
        var path: String
        var fields: HTTPFields
        var body: ByteBuffer?
        var authority: String
    }

    private let perform: @Sendable (Call) async throws -> Answer
    /// Fields of every request.
    var standing = HTTPFields()

    init(router: any TestClientProtocol) {
        perform = { call in
            precondition(call.authority == "localhost", "without sockets the host cannot be chosen")
            let response = try await router.executeRequest(
                uri: call.path,
                method: call.method,
                headers: call.fields,
                body: call.body
            )
            return Answer(status: response.status.code, fields: response.headers, body: response.body)
        }
    }

    init(live: LiveConnection) {
        perform = { call in try await live.send(call) }
    }

    func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: HTTPFields = [:],
        body: ByteBuffer? = nil,
        authority: String = "localhost"
    ) async throws -> Answer {
        var all = standing
        for field in fields { all[field.name] = field.value }
        let answer = try await perform(
            Call(method: method, path: path, fields: all, body: body, authority: authority)
        )
        answer.expectForm(method: method, path: path)
        return answer
    }

    /// Sends fields as they are, also those that appear more than once.
    func sendAsIs(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: HTTPFields,
        body: ByteBuffer?,
        authority: String = "localhost"
    ) async throws -> Answer {
        try await perform(Call(method: method, path: path, fields: fields, body: body, authority: authority))
    }

    func get(_ path: String, _ fields: HTTPFields = [:]) async throws -> Answer {
        try await send(.get, path, fields)
    }

    func head(_ path: String, _ fields: HTTPFields = [:]) async throws -> Answer {
        try await send(.head, path, fields)
    }

    func delete(_ path: String, _ fields: HTTPFields = [:]) async throws -> Answer {
        try await send(.delete, path, fields)
    }

    func post(_ path: String, _ fields: HTTPFields = [:], body: ByteBuffer? = nil) async throws -> Answer {
        try await send(.post, path, fields, body: body ?? ByteBuffer())
    }

    func put(_ path: String, _ fields: HTTPFields = [:], body: ByteBuffer? = nil) async throws -> Answer {
        try await send(.put, path, fields, body: body ?? ByteBuffer())
    }

    func patch(_ path: String, _ fields: HTTPFields = [:], body: ByteBuffer) async throws -> Answer {
        try await send(.patch, path, fields, body: body)
    }

    /// The same client as a user.
    func signed(as user: String, password: String? = nil) -> RegistryClient {
        with(.authorization, "Basic " + Base64.encode("\(user):\(password ?? "\(user)-password")"))
    }

    /// The same client with a token.
    func bearing(_ token: String) -> RegistryClient { with(.authorization, "Bearer \(token)") }

    func with(_ name: HTTPField.Name, _ value: String) -> RegistryClient {
        var copy = self
        copy.standing[name] = value
        return copy
    }
}

/// A connection to a live registry that is made anew after the registry closed it.
actor LiveConnection {
    private let port: Int
    private var client: TestClient?

    private init(port: Int) {
        self.port = port
    }

    static func run(port: Int, _ body: (LiveConnection) async throws -> Void) async throws {
        let connection = LiveConnection(port: port)
        do {
            try await body(connection)
        } catch {
            try await connection.close()
            throw error
        }
        try await connection.close()
    }

    func send(_ call: RegistryClient.Call) async throws -> Answer {
        let client = connected()
        let response = try await client.execute(
            TestClient.Request(
                call.path,
                method: call.method,
                authority: call.authority,
                headers: call.fields,
                body: call.body
            )
        )
        if response.headers[.connection] == "close" { try await close() }
        return Answer(status: response.status.code, fields: response.headers, body: response.body ?? ByteBuffer())
    }

    func close() async throws {
        guard let client else { return }
        self.client = nil
        try await client.shutdown()
    }

    private func connected() -> TestClient {
        if let client { return client }
        let client = TestClient(host: "localhost", port: port, configuration: .init(timeout: .seconds(300)))
        client.connect()
        self.client = client
        return client
    }
}
