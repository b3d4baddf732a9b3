// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct AddressTests {
    @Test(
        arguments: [
            (
                "10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"],
                ["11.0.0.0", "9.255.255.255", "::1", "x", ""]
            ),
            ("192.168.1.7/24", ["192.168.1.0", "192.168.1.255"], ["192.168.2.0"]),
            ("192.168.1.7", ["192.168.1.7"], ["192.168.1.8", "192.168.1.7:80", " 192.168.1.7"]),
            ("10.0.0.128/25", ["10.0.0.128", "10.0.0.255"], ["10.0.0.127"]),
            ("0.0.0.0/0", ["1.2.3.4"], ["::1"]),
            ("fd00::/8", ["fd12::1", "fdff:ffff::"], ["fe00::1", "10.0.0.1"]),
            ("2001:db8::/33", ["2001:db8:7fff::1"], ["2001:db8:8000::1"]),
            ("::1", ["::1", "0:0:0:0:0:0:0:1"], ["::2", "127.0.0.1"]),
        ] as [(String, [String], [String])]
    )
    func tellsWhatLiesInARange(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let range = try AddressRange(text)
        for address in inside { #expect(range.contains(address), "\(address) in \(text)") }
        for address in outside { #expect(!range.contains(address), "\(address) in \(text)") }
    }

    @Test(
        arguments: [
            ("", .address), ("10.0.0", .address), ("10.0.0.256", .address), ("host", .address),
            ("10.0.0.0/", .length(maximum: 32)),
            ("10.0.0.0/33", .length(maximum: 32)), ("::/129", .length(maximum: 128)), ("::/-1", .length(maximum: 128)),
            ("10.0.0.0/8/8", .length(maximum: 32)), ("10.0.0.0/ 8", .length(maximum: 32)), ("fe80::1%eth0", .address),
            ("10.0.0.0\0/8", .address),
        ] as [(String, AddressRangeError)]
    )
    func refusesWhatIsNoRange(_ text: String, _ error: AddressRangeError) {
        #expect(throws: error) { try AddressRange(text) }
    }

    @Test(
        arguments: [
            ("127.0.0.1:5000", "127.0.0.1", 5000, true), ("127.9.9.9:1", "127.9.9.9", 1, true),
            ("[::1]:5000", "::1", 5000, true), ("localhost:0", "localhost", 0, true),
            ("LocalHost:0", "LocalHost", 0, true),
            ("0.0.0.0:80", "0.0.0.0", 80, false), ("[::]:5000", "::", 5000, false),
            ("[::ffff:127.0.0.1]:5000", "::ffff:127.0.0.1", 5000, true),
            ("registry.example.com:443", "registry.example.com", 443, false),
            ("localhost.example.com:443", "localhost.example.com", 443, false),
            ("10.0.0.1:65535", "10.0.0.1", 65_535, false),
        ]
    )
    func readsListenAddresses(_ text: String, _ host: String, _ port: Int, _ isLoopback: Bool) throws {
        let address = try ListenAddress(text)
        #expect(address == ListenAddress(host: host, port: port))
        #expect(address.isLoopback == isLoopback)
        #expect(address.description == text)
    }

    @Test(
        arguments: [
            ("127.0.0.1", .noPort), ("", .noPort), ("127.0.0.1:", .port), ("127.0.0.1:65536", .port),
            ("127.0.0.1:-1", .port),
            ("127.0.0.1:http", .port), (":5000", .noHost), ("::1:5000", .bareIPv6), ("[::1:5000", .bareIPv6),
            ("[x]:5000", .host),
            ("[127.0.0.1]:5000", .host), ("127.0.0:5000", .host), ("127.0.0.256:5000", .host), ("a b:5000", .host),
            ("-a:5000", .host), ("a..b:5000", .host), ("http://a:5000", .bareIPv6),
        ] as [(String, ListenAddressError)]
    )
    func refusesWhatIsNoListenAddress(_ text: String, _ error: ListenAddressError) {
        #expect(throws: error) { try ListenAddress(text) }
    }
}
