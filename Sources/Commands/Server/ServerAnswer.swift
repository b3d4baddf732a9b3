// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a server answered.
struct ServerAnswer: Sendable {
    /// The HTTP status.
    var status: Int
    /// The `Link` header.
    var link: String?
    /// The seconds in the `Retry-After` header.
    var retryAfter: Int64?
    /// The body.
    var bytes: [UInt8]

    /// Path and query of the next page, from `Link: </path?query>; rel="next"` (RFC 8288).
    ///
    /// A link to another server is not followed.
    var next: String? {
        guard let link, let open = link.firstIndex(of: "<"), let close = link[open...].firstIndex(of: ">") else {
            return nil
        }
        let parameters = link[close...].lowercased()
        guard parameters.contains("rel=\"next\"") || parameters.contains("rel=next") else { return nil }
        let target = link[link.index(after: open)..<close]
        guard target.first == "/", !target.hasPrefix("//") else { return nil }
        return String(target)
    }
}
