// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import NIOHTTP1

/// What a server answered, whatever its status.
struct RegistryAnswer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    /// Where the answer came from, after redirects.
    let url: RequestURL
    /// Whether a redirect led to another server.
    let isElsewhere: Bool
    /// The whole body, when it was collected.
    let bytes: [UInt8]
    /// The body, when it is to be streamed.
    let stream: HTTPClientResponse.Body?
    /// The place of the request, held as long as the body is streamed.
    let pass: Turnstile.Pass?
    /// The seconds after which the server wants to be asked again.
    let retryAfter: Int64?

    var isSuccess: Bool { (200..<300).contains(status) }

    /// The registry's own words, if the body has any.
    var words: String? { ErrorDocument.words(in: bytes) }

    /// How many requests the server still grants, if it says so.
    var rateLimit: RateLimit? {
        RateLimit(limit: headers.first(name: "RateLimit-Limit"), remaining: headers.first(name: "RateLimit-Remaining"))
    }

    func header(_ name: String) -> String? { headers.first(name: name) }

    /// The length the answer announces.
    var contentLength: Int64? {
        header("Content-Length").flatMap { Int64($0) }.flatMap { $0 >= 0 ? $0 : nil }
    }

    /// Why the request is worth another try; nil when it is not.
    func retryCause(of request: RegistryRequest) -> RetryBudget.Cause? {
        switch status {
        case 429 where rateLimit?.remaining == 0: return nil
        case 408, 429, 502, 503, 504: break
        case 500 where request.isReading: break
        default: return nil
        }
        return retryAfter.map { .asked(seconds: $0) } ?? .passing
    }
}
