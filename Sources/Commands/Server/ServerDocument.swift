// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A JSON document of the management API: the bytes as they came, and what they say.
struct ServerDocument: Sendable {
    /// The bytes as they came.
    let bytes: [UInt8]
    /// What they say.
    let value: JSONValue

    /// Reads a document.
    init(bytes: [UInt8]) throws(CommandFailure) {
        self.bytes = bytes
        do throws(JSONError) {
            self.value = try JSONValue(parsing: bytes)
        } catch {
            throw Self.incomprehensible("it is not JSON: \(error)")
        }
        guard value.object != nil else { throw Self.incomprehensible("it is not a JSON object") }
    }

    /// Creates a document from text put together here.
    init(_ text: JSONText) throws(CommandFailure) {
        try self.init(bytes: Array(text.text.utf8))
    }

    /// The elements of the list under a key.
    func list(_ key: String) throws(CommandFailure) -> [JSONValue] {
        guard let elements = value[key]?.array else { throw Self.incomprehensible("it has no list of \(key)") }
        return elements
    }

    /// Joins the pages of one list.
    ///
    /// A single page stays as it came.
    static func joining(_ pages: [ServerDocument], list key: String) throws(CommandFailure) -> ServerDocument {
        guard let first = pages.first, pages.count > 1 else {
            guard let only = pages.first else { throw incomprehensible("it has no pages") }
            return only
        }
        var elements: [JSONValue] = []
        for page in pages { elements += try page.list(key) }
        var members = first.value.object ?? [:]
        members[key] = .array(elements)
        return try ServerDocument(JSONText(.object(members)))
    }

    private static func incomprehensible(_ reason: String) -> CommandFailure {
        CommandFailure(
            .registry,
            "the server's answer cannot be understood",
            cause: .own(reason),
            advice: "Is it a Holdfast server, of this version?"
        )
    }
}

extension JSONValue {
    /// The number, when this is a whole one.
    var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// The texts among the elements, when this is an array.
    var strings: [String] { (array ?? []).compactMap(\.string) }
}
