// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What goes wrong with an answer.
package enum Misbehaviour: Sendable {
    /// Another status, with an error document that has these words.
    case refusal(Int, words: String = "out of order", headers: [(String, String)] = [])
    /// The connection is closed without a word.
    case hangUp
    /// Nothing is answered until the gate opens.
    case wait(Gate)
    /// The body stops after so many bytes until the gate opens.
    case stall(after: Int, Gate)
    /// The connection is closed after so many bytes of the body.
    case breakOff(after: Int)
    /// The body comes in pieces with pauses between them.
    case pace(piece: Int, milliseconds: Int64)
    /// The length is right and the bytes are not.
    case wrongBytes
    /// The client is sent to the same path at another place, such as `http://127.0.0.1:4000`.
    case redirect(to: String)
    /// The answer does not say which digest it is.
    case withoutDigest
}

/// The requests that a fault meets.
package struct Selection: Sendable {
    var method: String?
    /// What the path has to contain.
    var part: String

    /// Requests of a method, or of any, whose path contains a text.
    package init(_ method: String? = nil, _ part: String = "") {
        self.method = method
        self.part = part
    }

    package static let everything = Selection()
    package static let manifests = Selection(nil, "/manifests/")
    package static let heads = Selection("HEAD", "/manifests/")
    package static let blobs = Selection("GET", "/blobs/")
    package static let lists = Selection("GET", "/tags/list")

    func matches(_ request: SeenRequest) -> Bool {
        (method == nil || method == request.method) && (part.isEmpty || request.path.contains(part))
    }
}

/// A request as the registry saw it.
package struct SeenRequest: Sendable {
    /// GET, HEAD and so on.
    package var method: String
    /// The path without the query.
    package var path: String
    /// The query without its question mark.
    package var query: String
    /// The login or token that came along.
    package var authorization: String?
    /// The part of a blob that was asked for.
    package var range: String?

    /// Method and path.
    package var line: String { "\(method) \(path)" }
}
