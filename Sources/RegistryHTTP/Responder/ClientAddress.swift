// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import HTTPTypes
internal import Policy

/// The address of the client, seen through the proxies that are trusted.
enum ClientAddress {
    /// The last address in `X-Forwarded-For` that no trusted proxy has; entries before it are the client's own words.
    static func of(_ fields: HTTPFields, peer: String?, trusted: [AddressRange]) -> String? {
        guard let peer, !trusted.isEmpty, trusted.contains(where: { $0.contains(peer) }) else { return peer }
        let hops = fields[values: .forwardedFor].flatMap { $0.split(separator: ",") }
        var client = peer
        for hop in hops.reversed() {
            client = String(hop.drop { $0 == " " }.prefix { $0 != " " })
            guard trusted.contains(where: { $0.contains(client) }) else { break }
        }
        return client
    }
}
