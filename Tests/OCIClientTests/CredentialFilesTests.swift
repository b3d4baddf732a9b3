// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct CredentialFilesTests {
    private func lookUp(_ document: String, host: String, repository: String? = nil) throws -> CredentialLookup {
        try CredentialFiles(sources: [.document(document, name: "config.json")])
            .lookUp(host: host, repository: try repository.map { try RepositoryName($0) })
    }

    @Test(arguments: [
        ("registry.example.com", "registry.example.com"),
        ("registry.example.com:5000", "registry.example.com:5000"),
        ("https://registry.example.com", "registry.example.com"),
        ("https://registry.example.com/v1/", "registry.example.com"),
        ("registry.example.com/v2/", "registry.example.com"),
        ("Registry.Example.com", "registry.example.com"),
        ("https://index.docker.io/v1/", "docker.io"),
        ("docker.io", "registry-1.docker.io"),
        ("[::1]:5000", "[::1]:5000"),
    ])
    func findsAHostHoweverItsKeyIsWritten(key: String, host: String) throws {
        let found = try lookUp(#"{"auths":{"\#(key)":{"auth":"YW5uOnNlY3JldA=="}}}"#, host: host)
        #expect(found.credentials == (try Credentials(user: "ann", password: "secret")))
    }

    @Test(arguments: [
        ("registry.example.com", "registry.example.com:5000"),
        ("registry.example.com:5000", "registry.example.com"),
        ("example.com", "registry.example.com"),
        ("quay.io/team", "quay.io"),
    ])
    func passesOverKeysOfOtherPlaces(key: String, host: String) throws {
        let found = try lookUp(#"{"auths":{"\#(key)":{"auth":"YW5uOnNlY3JldA=="}}}"#, host: host)
        #expect(found.credentials == nil)
    }

    @Test(arguments: [
        ("team/app/web", "app"),
        ("team/app", "app"),
        ("team/apple", "team"),
        ("team", "team"),
        ("other", "host"),
    ])
    func takesTheLongestNamespaceThatCoversTheRepository(repository: String, user: String) throws {
        let document = """
            {"auths":{
              "quay.io":{"username":"host","password":"x"},
              "quay.io/team":{"username":"team","password":"x"},
              "quay.io/team/app":{"username":"app","password":"x"}
            }}
            """
        #expect(try lookUp(document, host: "quay.io", repository: repository).credentials?.user == user)
    }

    @Test(arguments: [
        ("YW5uOnNlY3JldA==", "secret"),
        ("YW5uOnNlY3JldA", "secret"),
        ("YW5uOmE6Yg==", "a:b"),
        ("YW5uOj8/Pz4+Pg==", "???>>>"),
        ("YW5uOj8_Pz4-Pg", "???>>>"),
        ("YW5uOnNlY3JldAAA", "secret"),
        ("YW5uOg==", ""),
    ])
    func decodesTheVariantsOfBase64(auth: String, password: String) throws {
        let found = try lookUp(#"{"auths":{"h.example":{"auth":"\#(auth)"}}}"#, host: "h.example")
        #expect(found.credentials?.password == password)
    }

    @Test(arguments: [
        "", "[]", "null", "{", #"{"auths":[]}"#, #"{"auths":{"h.example":"c2VjcmV0"}}"#,
        #"{"auths":{"h.example":{"auth":"c2VjcmV0"}}}"#, #"{"auths":{"h.example":{"auth":"c2VjcmV0*"}}}"#,
        #"{"auths":{"h.example":{"auth":"OnNlY3JldA=="}}}"#, #"{"auths":{"h.example":{"auth":"/////w=="}}}"#,
        #"{"credHelpers":"c2VjcmV0"}"#, #"{"auths":{},"auths":{}}"#,
    ])
    func namesTheMalformedFileButNothingThatItHolds(document: String) throws {
        let error = #expect(throws: CredentialError.self) { try lookUp(document, host: "h.example") }
        let message = try #require(error).description
        #expect(message.hasPrefix("config.json is not a file of credentials: "))
        #expect(!message.contains("c2VjcmV0"))
        #expect(!message.contains("secret"))
    }

    @Test func overlooksMalformedEntriesOfOtherHosts() throws {
        let document = #"{"auths":{"other.example":{"auth":"*"},"h.example":{"auth":"YW5uOnNlY3JldA=="}}}"#
        #expect(try lookUp(document, host: "h.example").credentials?.user == "ann")
    }

    @Test(arguments: [
        (#"{"auths":{"h.example":{}},"credsStore":"desktop"}"#, "desktop"),
        (#"{"credHelpers":{"h.example":"pass"},"credsStore":"desktop"}"#, "pass"),
        (#"{"auths":{"h.example":{"identitytoken":"secret"}}}"#, "identity token"),
    ])
    func notesWhatItPassesOver(document: String, word: String) throws {
        let found = try lookUp(document, host: "h.example")
        #expect(found.credentials == nil)
        #expect(found.notes.count == 1)
        #expect(found.notes.allSatisfy { $0.contains(word) && !$0.contains("secret") })
    }

    @Test func readsTheEntriesWhereTheHelperIsMissing() throws {
        let document = #"{"auths":{"h.example":{"auth":"YW5uOnNlY3JldA=="}},"credsStore":"desktop"}"#
        let found = try lookUp(document, host: "h.example")
        #expect(found.credentials?.user == "ann")
        #expect(found.notes.count == 1)
    }

    @Test func readsTheNextSourceWhereTheFirstKnowsNothing() throws {
        let files = CredentialFiles(sources: [
            .document("{}", name: "first"),
            .document(#"{"auths":{"h.example":{"auth":"YW5uOnNlY3JldA=="}}}"#, name: "second"),
            .document("not read", name: "third"),
        ])
        #expect(try files.lookUp(host: "h.example", repository: nil).credentials?.user == "ann")
    }
}
