// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where a request has been sent on to.
struct RedirectRoute {
    /// The address now.
    private(set) var url: RequestURL
    /// Whether the way led to another server; it stays so when it leads back, since that is another's wish.
    private(set) var isElsewhere = false
    /// How often the request was sent on.
    private(set) var count = 0

    init(from url: RequestURL) {
        self.url = url
    }

    /// Goes where a `Location` header says.
    ///
    /// - Throws: ``ClientError`` when it is no address, or leads from TLS to plain HTTP.
    mutating func follow(_ location: String, purpose: String) throws(ClientError) {
        let next = try Self.target(of: location, from: url, purpose: purpose)
        isElsewhere = isElsewhere || !next.isSameOrigin(as: url)
        url = next
        count += 1
    }

    /// What a `Location` header means, judged.
    static func target(of location: String, from url: RequestURL, purpose: String) throws(ClientError) -> RequestURL {
        guard let next = url.resolving(location) else {
            throw ClientError(
                .unavailable,
                "could not \(purpose): \(url.origin) sends on to a place that is no http or https address"
            )
        }
        guard next.scheme == .https || url.scheme == .http else {
            throw ClientError(
                .unavailable,
                "could not \(purpose): \(url.origin) sends on to \(next.origin), away from TLS, which is not followed",
                advice: "The registry has to know its own address with https; behind a proxy it often does not."
            )
        }
        return next
    }
}
