// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Testing

@testable import OCIClient

@Suite struct CredentialHelperTests {
    /// A directory with one helper, a shell script.
    private static func helper(_ script: String) throws -> Directory {
        let directory = try Directory()
        let path = try directory.write("docker-credential-test", "#!/bin/sh\n\(script)\n")
        chmod(path, 0o755)
        return directory
    }

    private static func ask(_ directory: borrowing Directory, host: String = "h.example") -> CredentialHelpers.Answer {
        CredentialHelpers(searchPath: "/nowhere:\(directory.path)", timeLimit: .seconds(20)).ask("test", for: host)
    }

    @Test func asksForTheHostOnTheInput() throws {
        let directory = try Self.helper(
            #"read host; echo "{\"ServerURL\":\"$host\",\"Username\":\"$1\",\"Secret\":\"$host\"}""#
        )
        #expect(Self.ask(directory) == .password(try Credentials(user: "get", password: "h.example")))
        let hub = try Credentials(user: "get", password: "https://index.docker.io/v1/")
        #expect(Self.ask(directory, host: "docker.io") == .password(hub))
    }

    @Test func takesAnIdentityToken() throws {
        let directory = try Self.helper(#"echo '{"Username":"<token>","Secret":"abc"}'"#)
        #expect(Self.ask(directory) == .identityToken(IdentityToken("abc")))
    }

    @Test(arguments: [
        "echo 'credentials not found in native keychain'; exit 1", #"echo '{"Username":"","Secret":""}'"#,
    ])
    func findsNothing(script: String) throws {
        let directory = try Self.helper(script)
        #expect(Self.ask(directory) == .nothing)
    }

    @Test(arguments: [
        ("exit 3", "but docker-credential-test failed with status 3"),
        ("kill -9 $$", "but docker-credential-test failed with status 137"),
        ("echo nonsense", "but docker-credential-test gave no credentials"),
        ("head -c 100000 /dev/zero", "but docker-credential-test answered with more than 65536 bytes"),
    ])
    func saysWhyAHelperFailed(script: String, reason: String) throws {
        let directory = try Self.helper(script)
        #expect(Self.ask(directory) == .failed(reason))
    }

    @Test(arguments: ["exec sleep 60", "exec sleep 60 >&-"])
    func endsAHelperThatTakesTooLong(script: String) throws {
        let directory = try Self.helper(script)
        let helpers = CredentialHelpers(searchPath: directory.path, timeLimit: .milliseconds(200))
        #expect(helpers.ask("test", for: "h.example") == .failed("but docker-credential-test took longer than 0 s"))
    }

    @Test func doesNotQuoteWhatAHelperSays() throws {
        let directory = try Self.helper(#"echo '{"Username":"a:b","Secret":"secret"}'"#)
        #expect(Self.ask(directory) == .failed("but docker-credential-test gave no credentials"))
    }

    @Test(arguments: ["", "../x", "a/b", ".hidden", "a b", "a;b", "é"])
    func runsNothingThatIsNoName(name: String) {
        #expect(CredentialHelpers(searchPath: "/bin").ask(name, for: "h") == .failed("which is no name of a helper"))
    }

    @Test func searchesNoRelativeDirectory() throws {
        #expect(CredentialHelpers.find("sh", in: "bin:.::") == nil)
        #expect(CredentialHelpers.find("sh", in: ".:/bin") == "/bin/sh")
    }

    @Test(arguments: [
        (#"{"credHelpers":{"h.example":"test"},"auths":{"h.example":{"auth":"YW5uOnNlY3JldA=="}}}"#, "get"),
        (#"{"credsStore":"test","auths":{"h.example":{"auth":"YW5uOnNlY3JldA=="}}}"#, "get"),
        (#"{"credHelpers":{"o.example":"test"},"auths":{"h.example":{"auth":"YW5uOnNlY3JldA=="}}}"#, "ann"),
        (
            #"{"credHelpers":{"h.example":"absent"},"credsStore":"test","auths":{"h.example":{"auth":"YW5uOnNlY3JldA=="}}}"#,
            "ann"
        ),
        (#"{"credHelpers":{"h.example":""},"credsStore":"test"}"#, "get"),
    ])
    func asksHelpersBeforeTheFilesOwnEntries(document: String, user: String) throws {
        let directory = try Self.helper(#"echo "{\"Username\":\"$1\",\"Secret\":\"x\"}""#)
        let files = CredentialFiles(
            sources: [.document(document, name: "config.json")],
            helpers: CredentialHelpers(searchPath: directory.path)
        )
        #expect(try files.lookUp(host: "h.example", repository: nil).credentials?.user == user)
    }

    @Test func findsHelpersOnThePathOfTheEnvironment() throws {
        let directory = try Self.helper(#"echo "{\"Username\":\"ann\",\"Secret\":\"x\"}""#)
        let environment = ["DOCKER_AUTH_CONFIG": #"{"credsStore":"test"}"#, "PATH": directory.path]
        let files = CredentialFiles(environment: { environment[$0] })
        #expect(try files.lookUp(host: "h.example", repository: nil).credentials?.user == "ann")
    }

    @Test func givesTheIdentityTokenThatAFileHolds() throws {
        let document = #"{"auths":{"h.example":{"auth":"YW5uOg==","identitytoken":"abc"}}}"#
        let found = try CredentialFiles(sources: [.document(document, name: "config.json")])
            .lookUp(host: "h.example", repository: nil)
        #expect(found.credentials == nil)
        #expect(found.identityToken == IdentityToken("abc"))
    }

    @Test func showsNoTokenWhenPrinted() {
        let token = IdentityToken("secret")
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token)\(String(reflecting: token))\(dumped)".contains("secret"))
    }
}
