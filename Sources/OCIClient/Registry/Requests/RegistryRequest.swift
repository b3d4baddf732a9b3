// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import NIOHTTP1

/// One request, as it is to be made; how often it takes is not its matter.
struct RegistryRequest: Sendable {
    /// What requests wait for one another: a stream that is being read never keeps a small question waiting.
    enum Lane: String, Sendable {
        /// A question with a small answer.
        case brief
        /// A blob on its way in; its place is held until the stream ends.
        case download
        /// A blob on its way out.
        case upload
        /// A question to a token service.
        case token
    }

    /// What is sent.
    enum Body: Sendable {
        case none
        case bytes(ByteBuffer)
        /// Bytes that come once: such a request is never tried again.
        case stream(BlobStream, length: Int64)
    }

    /// The most bytes of an answer that says why something failed.
    static let errorLimit = 64 << 10

    var method: HTTPMethod = .GET
    var url: RequestURL
    var headers: HTTPHeaders = [:]
    var body = Body.none
    var lane = Lane.brief
    /// The most bytes of the answer's body when it is collected.
    var limit = errorLimit
    /// What is to be done, as in "read the manifest docker.io/library/nginx:1.27".
    var purpose: String

    /// Whether the request can be sent again.
    var isRepeatable: Bool {
        if case .stream = body { return false }
        return true
    }

    /// Whether the request changes nothing on the server.
    var isReading: Bool { method == .GET || method == .HEAD }
}
