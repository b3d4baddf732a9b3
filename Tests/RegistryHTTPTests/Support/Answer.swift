// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Testing

/// A response, read.
struct Answer: Sendable {
    let status: Int
    let fields: HTTPFields
    let body: ByteBuffer

    var text: String { String(buffer: body) }

    func json() throws -> JSONValue { try JSONValue(parsing: Array(body.readableBytesView)) }

    /// The code of the first error.
    var code: String? { error("code") }

    /// The message of the first error.
    var message: String { error("message") ?? "" }

    /// The value of a field; a test that asks for one that is missing gets the empty text.
    subscript(name: String) -> String {
        HTTPField.Name(name).flatMap { fields[$0] } ?? ""
    }

    func has(_ name: String) -> Bool { HTTPField.Name(name).map { fields.contains($0) } ?? false }

    /// The values of a field that may appear more than once.
    func all(_ name: String) -> [String] { HTTPField.Name(name).map { fields[values: $0] } ?? [] }

    /// Where the response points to, without a scheme and host.
    var location: String { self["Location"] }

    /// The path that the `Link` to the next page names.
    var next: String? {
        let link = self["Link"]
        guard link.hasPrefix("<"), link.hasSuffix(">; rel=\"next\""), let end = link.firstIndex(of: ">") else {
            return nil
        }
        return String(link[..<end].dropFirst())
    }

    private func error(_ member: String) -> String? {
        // A test that compares with nil says what it wants to see.
        (try? json())?["errors"]?.array?.first?[member]?.string
    }
}

extension JSONValue {
    /// The texts of a list.
    var texts: [String] { array?.compactMap(\.string) ?? [] }

    /// The number, when this is one.
    var number: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }
}

extension Answer {
    /// What is true of every answer of the registry, whatever was asked.
    func expectForm(method: HTTPRequest.Method, path: String) {
        let what: Comment = "\(method) \(path) answered \(status)"
        #expect(self["Docker-Distribution-Api-Version"] == "registry/2.0", what)
        if method == .head || status == 304 || status == 204 { #expect(body.readableBytes == 0, what) }
        guard status >= 400, method != .head else { return }
        #expect(self["Content-Type"] == "application/json", what)
        #expect(code.flatMap(RegistryErrorCode.init(rawValue:)) != nil, "\(what.rawValue): \(text.prefix(500))")
        #expect(!message.isEmpty, what)
    }
}
