// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import Testing

@testable import Commands

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("http://localhost", "http://localhost"),
        ("http://app.localhost:5000/", "http://app.localhost:5000"),
        ("http://[::1]:5000", "http://[::1]:5000"),
        ("HTTPS://registry.example.com/", "https://registry.example.com"),
        ("127.9.9.9:80", "http://127.9.9.9:80"),
        ("registry.example.com:5000", "https://registry.example.com:5000"),
        ("[2001:db8::1]", "https://[2001:db8::1]"),
    ])
    func choosesPlainHTTPForThisHostAlone(text: String, url: String) throws {
        #expect(try ServerAddress(text, transport: .secureBeyondLoopback).url == url)
    }

    @Test(arguments: [
        "", "http://", "https://h/path", "https://h?x", "https://user:secret@h", "ftp://h",
        "http://registry.example.com",
        "http://127.0.0.1.example.com", "http://127.0.0.1:0", "http://127.0.0.1:65536", "http://127.0.0.1:",
        "h:5000:5000",
        "[::1", "[]", "host name",
    ])
    func refusesWhatIsNoSafeAddress(text: String) {
        let failure = #expect(throws: CommandFailure.self) {
            try ServerAddress(text, transport: .secureBeyondLoopback)
        }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains("secret") != true)
    }

    @Test func allowsPlainHTTPWhereItIsAskedFor() throws {
        #expect(try ServerAddress("registry.example.com", transport: .anyHTTP).scheme == .http)
        #expect(try ServerAddress("http://registry.example.com", transport: .anyHTTP).scheme == .http)
        #expect(try ServerAddress("https://registry.example.com", transport: .anyHTTP).scheme == .https)
    }

    @Test(arguments: [
        (["--server", "http://127.0.0.1:1"], "localhost:3", "http://127.0.0.1:2", "http://localhost:3"),
        (["--server", "http://127.0.0.1:1"], nil, "http://127.0.0.1:2", "http://127.0.0.1:1"),
        ([], nil, "http://127.0.0.1:2", "http://127.0.0.1:2"),
        ([], nil, nil, "http://127.0.0.1:5000"),
    ])
    func prefersTheHostInTheReferenceThenTheOptionThenTheEnvironment(
        arguments: [String],
        host: String?,
        environment: String?,
        url: String
    ) throws {
        var surroundings = Surroundings.process
        surroundings.variable = { $0 == "HOLDFAST_SERVER" ? environment : nil }
        let options = try ServerOptions.parse(arguments)
        let address = try Surroundings.$current.withValue(surroundings) { try options.address(host: host) }
        #expect(address.url == url)
    }

    @Test(arguments: [
        ("</api?n=1&last=x>; rel=\"next\"", "/api?n=1&last=x"), ("</api>; rel=next", "/api"),
        ("<https://evil.example/api>; rel=\"next\"", nil), ("<//evil.example/api>; rel=\"next\"", nil),
        ("</api>; rel=\"prev\"", nil), ("</api", nil), ("", nil),
    ])
    func followsLinksOnTheSameServerAlone(link: String, target: String?) {
        #expect(ServerAnswer(status: 200, link: link, bytes: []).next == target)
    }
}
