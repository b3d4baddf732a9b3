// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct CredentialSourceTests {
    @Test func asksWhatTheEnvironmentNamesBeforeDefaultPlaces() {
        let environment = [
            "DOCKER_AUTH_CONFIG": "{}", "REGISTRY_AUTH_FILE": "/named.json", "HOME": "/home/ann",
            "XDG_RUNTIME_DIR": "/run/user/1",
        ]
        #expect(
            CredentialFiles(environment: { environment[$0] }).sources == [
                .document("{}", name: "DOCKER_AUTH_CONFIG"),
                .file("/named.json", absence: .refused),
                .file("/home/ann/.docker/config.json", absence: .allowed),
                .file("/run/user/1/containers/auth.json", absence: .allowed),
                .file("/home/ann/.config/containers/auth.json", absence: .allowed),
            ]
        )
    }

    @Test func readsDockersDirectoryInsteadOfTheOneAtHome() {
        let environment = ["DOCKER_CONFIG": "/docker", "HOME": "/home/ann", "XDG_CONFIG_HOME": "/config"]
        #expect(
            CredentialFiles(environment: { environment[$0] }).sources == [
                .file("/docker/config.json", absence: .allowed),
                .file("/config/containers/auth.json", absence: .allowed),
            ]
        )
    }

    @Test func findsCredentialsInAFile() throws {
        let directory = try Directory()
        try directory.write(".docker/config.json", #"{"auths":{"h.example":{"auth":"YW5uOnNlY3JldA=="}}}"#)
        let home = directory.path
        let files = CredentialFiles(environment: { $0 == "HOME" ? home : nil })
        #expect(try files.lookUp(host: "h.example", repository: nil).credentials?.user == "ann")
    }

    @Test func missesNoFileThatNobodyNamed() throws {
        let files = CredentialFiles(sources: [.file("/nowhere/config.json", absence: .allowed)])
        #expect(try files.lookUp(host: "h.example", repository: nil).credentials == nil)
    }

    @Test func refusesANamedFileThatIsNotThere() throws {
        let files = CredentialFiles(sources: [.file("/nowhere/auth.json", absence: .refused)])
        let error = #expect(throws: CredentialError.self) { try files.lookUp(host: "h.example", repository: nil) }
        #expect(try #require(error).description == "/nowhere/auth.json cannot be read: No such file or directory")
    }

    @Test func refusesAFileLargerThanAMebibyte() throws {
        let directory = try Directory()
        let path = try directory.write("auth.json", String(repeating: " ", count: CredentialSource.maximumSize + 1))
        let files = CredentialFiles(sources: [.file(path, absence: .allowed)])
        #expect(throws: CredentialError.tooLarge(name: path, limit: CredentialSource.maximumSize)) {
            try files.lookUp(host: "h.example", repository: nil)
        }
    }

    @Test func showsNoSecretWhenPrinted() throws {
        let source = CredentialSource.document("secret", name: "DOCKER_AUTH_CONFIG")
        var dumped = ""
        dump(source, to: &dumped)
        #expect(!"\(source)\(String(reflecting: source))\(dumped)".contains("secret"))
    }
}
