// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing
import Trust

@Suite struct RegistryHostTests {
    @Test(arguments: ExportFixture.hosts)
    func writesTheHostWithAndWithoutTheImpliedPort(_ host: ExportFixture.Host) throws {
        #expect(try RegistryHost(host.text, scheme: host.scheme).names == host.names)
    }

    @Test(arguments: [("[::1]", ["[::1]", "[::1]:443"]), ("[FE80::1]:5000", ["[fe80::1]:5000"])])
    func takesAnAddressInBrackets(_ text: String, _ names: [String]) throws {
        #expect(try RegistryHost(text).names == names)
    }

    @Test(arguments: [
        ("", RegistryHostError.empty), ("https://r.example.com", .scheme), ("r.example.com/", .path),
        ("r.example.com/team", .path), ("r.example.com?a", .path), ("r.example.com#a", .path),
        ("me@r.example.com", .user), ("me:secret@r.example.com:5000", .user), (":443", .host), (".", .host),
        ("r.example.com.", .host), ("-r.example.com", .host), ("r_1.example.com", .host), ("r example.com", .host),
        ("r.example.com\n", .host), ("*.example.com", .host), ("\u{212a}.example.com", .host), ("::1", .host),
        ("[::1", .host), ("[r]", .host), ("r.example.com:", .port), ("r.example.com:0", .port),
        ("r.example.com:65536", .port), ("r.example.com:000443", .port), ("r.example.com:-1", .port),
        ("r.example.com:44\u{663}", .port), ("r.example.com:443:443", .port), ("[::1]443", .host),
    ])
    func refusesWhatIsNoHost(_ text: String, _ error: RegistryHostError) {
        #expect(throws: error) { try RegistryHost(text) }
    }

    @Test func refusesAHostThatIsTooLong() {
        #expect(throws: RegistryHostError.host) { try RegistryHost(String(repeating: "a.", count: 200) + "a") }
    }
}
