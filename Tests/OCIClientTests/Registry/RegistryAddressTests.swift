// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct RegistryAddressTests {
    @Test(arguments: [
        ("docker.io", "https://registry-1.docker.io/"), ("index.docker.io", "https://registry-1.docker.io/"),
        ("registry-1.docker.io", "https://registry-1.docker.io/"), ("Quay.io", "https://quay.io/"),
        ("h.example:5000", "https://h.example:5000/"), ("localhost:5000", "http://localhost:5000/"),
        ("a.localhost", "http://a.localhost/"), ("127.0.0.1:5000", "http://127.0.0.1:5000/"),
        ("127.9.9.9", "http://127.9.9.9/"), ("[::1]:5000", "http://[::1]:5000/"),
        ("127.0.0.1.example.com", "https://127.0.0.1.example.com/"),
        ("localhost.example.com", "https://localhost.example.com/"),
        ("10.0.0.1", "https://10.0.0.1/"), ("[::ffff:127.0.0.1]:80", "http://[::ffff:127.0.0.1]:80/"),
    ])
    func speaksPlainHTTPToThisMachineAlone(host: String, url: String) throws {
        #expect(try RegistryAddress(host: host).url.text == url)
    }

    @Test func speaksPlainHTTPWhereItIsAllowed() throws {
        let address = try RegistryAddress(host: "h.example:5000", transport: .plainAnywhere)
        #expect(address.url.text == "http://h.example:5000/")
    }

    @Test(arguments: ["", "a b", "h.example/x", "ann@h.example", "h.example:99999"])
    func refusesWhatIsNoHost(host: String) {
        #expect(throws: ClientError.self) { try RegistryAddress(host: host) }
    }

    @Test(arguments: [
        ("nginx", "docker.io/library/nginx"), ("nginx:1.27", "docker.io/library/nginx:1.27"),
        ("team/app", "docker.io/team/app"), ("docker.io/nginx", "docker.io/library/nginx"),
        ("index.docker.io/nginx", "docker.io/library/nginx"), ("quay.io/nginx", "quay.io/nginx"),
        ("Quay.io/nginx:1", "quay.io/nginx:1"), ("localhost/nginx", "localhost/nginx"),
    ])
    func saysWhatReferencesLeaveToCustom(text: String, normalized: String) throws {
        #expect(try Reference(text).normalized().description == normalized)
    }

    @Test func takesTheGivenHostWhereNoneIsWritten() throws {
        #expect(try Reference("app:1").normalized(defaultHost: "127.0.0.1:5000").description == "127.0.0.1:5000/app:1")
    }

    @Test func meansTheDigestBeforeTheTagBeforeLatest() throws {
        let digest = "sha256:\(String(repeating: "a", count: 64))"
        #expect(try Reference("app:1@\(digest)").manifestReference == .digest(try Digest(digest)))
        #expect(try Reference("app:1").manifestReference == .tag(try Tag("1")))
        #expect(try Reference("app").manifestReference == .tag(try Tag("latest")))
    }
}
