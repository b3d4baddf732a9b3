// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import RegistryHTTP

@Suite struct PullCommandTests {
    private static func lines(_ baseURL: String, runs: Bool, tag: Tag? = nil) throws -> String {
        var html = HTMLWriter()
        PullCommands(
            baseURL: baseURL,
            repository: try RepositoryName("team/app"),
            digest: try Digest("sha256:" + String(repeating: "a", count: 64))
        ).write(to: &html, runs: runs, tag: tag)
        return String(decoding: html.bytes, as: UTF8.self)
    }

    @Test func clientsAreToldWhenThereIsNoTLS() throws {
        let images = try Self.lines("http://registry.test:5000", runs: true)
        #expect(images.contains("docker pull registry.test:5000/team/app@sha256:aa"))
        #expect(images.contains("podman pull --tls-verify=false registry.test:5000/team/app@sha256:aa"))
        let artifacts = try Self.lines("http://registry.test:5000", runs: false)
        #expect(artifacts.contains("oras pull --plain-http registry.test:5000/team/app@"))
        #expect(artifacts.contains("skopeo copy --src-tls-verify=false docker://registry.test:5000/team/app@"))
    }

    @Test(arguments: [true, false])
    func nothingIsSwitchedOffWhereThereIsTLS(_ runs: Bool) throws {
        let lines = try Self.lines("https://registry.test", runs: runs)
        #expect(lines.contains(" registry.test/team/app@") || lines.contains("//registry.test/team/app@"))
        #expect(!lines.contains("--"))
    }

    @Test func filesForPeopleNameTheTag() throws {
        let lines = try Self.lines("https://registry.test", runs: true, tag: try Tag("1.0"))
        #expect(lines.contains("FROM registry.test/team/app:1.0@sha256:"))
        #expect(lines.contains("image: registry.test/team/app:1.0@sha256:"))
        #expect(lines.contains("podman pull registry.test/team/app@sha256:"))
    }
}
