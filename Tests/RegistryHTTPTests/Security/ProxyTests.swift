// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel
import Policy
import Testing

extension SecurityTests {
    /// The address of a client behind a proxy, as a hold records it.
    @Suite(.timeLimit(.minutes(20)))
    struct Proxies {
        private static let loopback = ["127.0.0.0/8", "::1/128"]

        struct Row: Sendable, CustomStringConvertible {
            let trusted: [String]
            let forwarded: [String]
            /// Nil stands for the peer itself.
            let client: String?

            var description: String { "\(forwarded) by \(trusted)" }
        }

        private static let rows = [
            Row(trusted: [], forwarded: ["203.0.113.9"], client: nil),
            Row(trusted: ["10.0.0.0/8"], forwarded: ["203.0.113.9"], client: nil),
            Row(trusted: loopback, forwarded: ["203.0.113.9"], client: "203.0.113.9"),
            Row(trusted: loopback, forwarded: ["2001:db8::1"], client: "2001:db8::1"),
            // What stands before the last address nobody trusts is the client's own word.
            Row(trusted: loopback, forwarded: ["6.6.6.6, 203.0.113.9"], client: "203.0.113.9"),
            Row(trusted: loopback, forwarded: ["6.6.6.6", "203.0.113.9"], client: "203.0.113.9"),
            Row(
                trusted: loopback + ["10.0.0.0/8"],
                forwarded: ["6.6.6.6, 203.0.113.9, 10.1.2.3"],
                client: "203.0.113.9"
            ),
            Row(trusted: loopback, forwarded: ["203.0.113.9, 127.0.0.1"], client: "203.0.113.9"),
        ]

        @Test(arguments: rows)
        func onlyTrustedProxiesAreBelieved(_ row: Row) async throws {
            let trusted = try row.trusted.map { try AddressRange($0) }
            try await RegistryFixture.run(.live, trustedProxies: trusted) { fixture in
                try await fixture.client.push(.image(1), to: "a", as: "1.0")
                try await fixture.client.prepare(.image(2), in: "a")
                let name = try #require(HTTPField.Name("X-Forwarded-For"))
                var fields = HTTPFields()
                for value in row.forwarded { fields.append(HTTPField(name: name, value: value)) }
                fields[.contentType] = MediaType.imageManifest.rawValue
                let answer = try await fixture.client.sendAsIs(
                    .put,
                    "/v2/a/manifests/1.0",
                    fields,
                    body: Content.image(2).bytes
                )
                #expect(answer.status == 409)
                let address = try #require(try await fixture.client.holds().first?["client"]?.string)
                if let client = row.client {
                    #expect(address == client)
                } else {
                    #expect(["127.0.0.1", "::1"].contains(address))
                }
            }
        }
    }
}
