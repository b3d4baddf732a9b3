// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct SignedReferenceTests {
    private let digest = Digest(sha256Of: [])

    struct Case: Sendable {
        let text: String
        let reading: String?
    }

    @Test(arguments: [
        Case(text: "registry.example.com/team/app:1.0", reading: "registry.example.com/team/app:1.0"),
        Case(text: "127.0.0.1:5055/team/vec", reading: "127.0.0.1:5055/team/vec"),
        Case(text: "[::1]:5000/app:x", reading: "[::1]:5000/app:x"),
        Case(text: "alpine:3", reading: "docker.io/library/alpine:3"),
        Case(text: "index.docker.io/library/alpine:3", reading: "docker.io/library/alpine:3"),
        Case(text: "team/app:1.0", reading: "docker.io/team/app:1.0"),
        Case(text: "REGISTRY.example.com/app:1", reading: "registry.example.com/app:1"),
        Case(text: "registry.example.com/Team/app", reading: nil),
        Case(text: "registry.example.com/app:a b", reading: nil),
        Case(text: "", reading: nil),
    ])
    func readsReferencesAsDockerDoes(_ example: Case) {
        #expect(SignedReference(dockerReference: example.text, signed: digest)?.description == example.reading)
    }

    @Test func aReferenceWithAnotherDigestContradictsItself() {
        let other = Digest(sha256Of: [1])
        #expect(SignedReference(dockerReference: "a.example/app:1@\(other)", signed: digest) == nil)
        #expect(SignedReference(dockerReference: "a.example/app:1@\(digest)", signed: digest)?.tag == "1")
    }

    static let escaped = Digest(sha256Of: []).rawValue.replacing(":", with: "%3A")

    @Test(arguments: [
        Case(
            text: "pkg:oci/app@\(escaped)?repository_url=a.example/team/app&tag=1.0",
            reading: "a.example/team/app:1.0"
        ),
        Case(
            text: "pkg:oci/app@\(escaped)?tag=1.0&repository_url=a.example/team/app",
            reading: "a.example/team/app:1.0"
        ),
        Case(text: "pkg:oci/app@\(escaped)?repository_url=a.example%3A5000%2Fapp", reading: "a.example:5000/app"),
        Case(
            text: "pkg:oci/app@\(escaped)?arch=amd64&repository_url=a.example/app&tag=v%31",
            reading: "a.example/app:v1"
        ),
        Case(text: "pkg:oci/app@\(escaped)?repository_url=a.example/app&tag=1&tag=2", reading: nil),
        Case(text: "pkg:oci/app@\(escaped)?repository_url=a.example/app&tag=%zz", reading: nil),
        Case(text: "pkg:oci/app@\(escaped)?repository_url=a.example/app&tag=%4", reading: nil),
        Case(text: "pkg:oci/app@\(escaped)?repository_url=a.example/app&tag=a%20b", reading: nil),
        Case(text: "pkg:oci/app@\(escaped)?repository_url=a.example/app:2&tag=1", reading: nil),
        Case(text: "pkg:oci/other@\(escaped)?repository_url=a.example/app&tag=1", reading: nil),
        Case(text: "pkg:oci/app?repository_url=a.example/app&tag=1", reading: nil),
        Case(text: "pkg:oci/app@1.0?repository_url=a.example/app&tag=1", reading: nil),
        Case(text: "pkg:oci/app@\(escaped)?tag=1", reading: nil),
        Case(text: "pkg:oci/app@\(escaped)", reading: nil),
        Case(text: "pkg:oci/app@\(escaped)?repository_url=a.example/app&tag=1#x", reading: nil),
        Case(text: "pkg:docker/app@\(escaped)?repository_url=a.example/app&tag=1", reading: nil),
    ])
    func readsPackageURLs(_ example: Case) {
        let url = PackageURL(example.text)
        #expect(url?.reference.description == example.reading)
        if let url { #expect(url.digest == digest) }
    }

    @Test func readsThePackageURLsItWrites() throws {
        let text = PackageURL.text(
            authority: "127.0.0.1:5055",
            repository: try RepositoryName("team/vec"),
            tag: try Tag("1.0"),
            digest: digest
        )
        #expect(PackageURL(text)?.reference.description == "127.0.0.1:5055/team/vec:1.0")
        #expect(PackageURL(text)?.digest == digest)
    }
}
