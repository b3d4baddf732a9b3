// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import Testing

/// A browser without scripts: it keeps cookies, remembers the page it is on, and sends that page's forms.
struct Browser: Sendable {
    private let client: RegistryClient
    /// The cookies as they were set, by name, without their attributes.
    private(set) var cookies: [String: String] = [:]
    /// The page that was got last.
    private(set) var page: Answer?

    init(_ client: RegistryClient) {
        self.client = client
    }

    /// Asks for a page; redirects are not followed.
    @discardableResult
    mutating func get(_ path: String, _ fields: HTTPFields = [:]) async throws -> Answer {
        let answer = try await send(.get, path, fields, body: nil)
        if answer.status != 303 { page = answer }
        return answer
    }

    /// Sends a form with the token of the page that was got last, or another; the empty text leaves it out.
    @discardableResult
    mutating func post(
        _ path: String,
        _ form: KeyValuePairs<String, String>,
        token: String? = nil,
        _ fields: HTTPFields = [.siteOfFetch: "same-origin", .origin: "http://localhost"]
    ) async throws -> Answer {
        let token = token ?? self.token ?? ""
        let pairs = form.map { ($0.key, $0.value) } + (token.isEmpty ? [] : [("csrf", token)])
        var all = fields
        all[.contentType] = "application/x-www-form-urlencoded"
        let body = pairs.map { "\(Self.encode($0.0))=\(Self.encode($0.1))" }.joined(separator: "&")
        let answer = try await send(.post, path, all, body: ByteBuffer(string: body))
        if answer.status != 303 { page = answer }
        return answer
    }

    /// Signs in by the form, as a person would.
    mutating func signIn(as user: String, password: String? = nil, next: String? = nil) async throws -> Answer {
        try await get("/login")
        return try await post(
            "/login",
            ["user": user, "password": password ?? "\(user)-password", "next": next ?? "/"]
        )
    }

    /// The token in the forms of the page that was got last.
    var token: String? { page?.text.value(after: #"name="csrf" value=""#) }

    /// The cookie that says who this is.
    var session: String? { cookies["holdfast-session"] ?? cookies["__Host-holdfast-session"] }

    /// Takes another browser's cookies.
    mutating func take(_ cookies: [String: String]) { self.cookies = cookies }

    func send(_ method: HTTPRequest.Method, cookies: [String: String], _ path: String, _ fields: HTTPFields)
        async throws -> Answer
    {
        var all = fields
        if !cookies.isEmpty { all[.cookie] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ") }
        return try await client.sendAsIs(method, path, all, body: nil)
    }

    private mutating func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ fields: HTTPFields,
        body: ByteBuffer?
    ) async throws -> Answer {
        var all = fields
        if all[.accept] == nil { all[.accept] = "text/html,application/xhtml+xml,*/*;q=0.8" }
        if !cookies.isEmpty {
            all[.cookie] = (["other=1"] + cookies.map { "\($0.key)=\($0.value)" }).joined(separator: "; ")
        }
        let answer = try await client.sendAsIs(method, path, all, body: body)
        for cookie in answer.all("Set-Cookie") {
            guard let equals = cookie.firstIndex(of: "=") else { continue }
            let value = String(cookie[cookie.index(after: equals)...].prefix { $0 != ";" })
            cookies[String(cookie[..<equals])] = value.isEmpty ? nil : value
        }
        return answer
    }

    private static func encode(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain =
                byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
            let hex = String(byte, radix: 16)
            return isPlain ? String(Unicode.Scalar(byte)) : "%" + (hex.utf8.count == 1 ? "0" : "") + hex
        }.joined()
    }
}

extension String {
    /// What stands between a text and the next quotation mark.
    func value(after text: String) -> String? {
        guard let range = firstRange(of: text) else { return nil }
        return String(self[range.upperBound...].prefix { $0 != "\"" })
    }
}

extension HTTPField.Name {
    static var siteOfFetch: HTTPField.Name { HTTPField.Name("Sec-Fetch-Site") ?? .origin }
}
