// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing
import Trust

@testable import Commands

@Suite struct PolicyExportingTests {
    private static let rules = """
        url: https://registry.example.com
        keys: {release: release.pub}
        rules:
          - repositories: ["team/**"]
            require: [{keys: [release]}]
        """

    private func configuration(_ text: String, in directory: borrowing Directory) throws -> String {
        try directory.write("release.pub", SigningKey.generate().verificationKey.pem)
        return try directory.write("holdfast.yaml", text)
    }

    @Test(arguments: ["podman", "kyverno", "policy-controller"])
    func writesTheHostAndTheKey(program: String) async throws {
        let directory = try Directory()
        let file = try configuration(Self.rules, in: directory)
        let run = await CommandRun(["policy", "export", "--for", program, "--config", file])
        #expect(run.status == 0, "\(run)")
        #expect(run.output.contains("registry.example.com"))
        let other = await CommandRun([
            "policy", "export", "--for", program, "--config", file, "--host", "127.0.0.1:5000",
        ])
        #expect(other.output.contains("127.0.0.1:5000"))
        #expect(!other.output.contains("registry.example.com"))
    }

    @Test(arguments: [
        ("https://r.example.com", "r.example.com:443"), ("https://R.Example.com:443", "r.example.com:443"),
        ("http://r.example.com:80", "r.example.com:80"), ("http://r.example.com/", "r.example.com:80"),
    ])
    func writesTheHostOfTheURLWithAndWithoutItsPort(_ url: String, _ whole: String) async throws {
        let directory = try Directory()
        let file = try configuration(Self.rules.replacing("https://registry.example.com", with: url), in: directory)
        let run = await CommandRun(["policy", "export", "--for", "kyverno", "--config", file])
        #expect(run.status == 0, "\(run)")
        for name in ["r.example.com", whole] { #expect(run.output.contains("\"\(name)/team/*:*\"")) }
    }

    @Test(arguments: [
        "", "r.example.com/", "r.example.com/team", "https://r.example.com", "me@r.example.com", "r.example.com:port",
        "r.example.com:0", "r example.com", ":443",
    ])
    func refusesAHostThatClientsCannotWrite(_ host: String) async throws {
        let directory = try Directory()
        let file = try configuration(Self.rules, in: directory)
        let run = await CommandRun(["policy", "export", "--for", "podman", "--config", file, "--host", host])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.talk.contains("--host"))
    }

    @Test func refusesAURLWhoseHostClientsCannotWrite() async throws {
        let directory = try Directory()
        let url = "https://my_registry.example.com"
        let file = try configuration(Self.rules.replacing("https://registry.example.com", with: url), in: directory)
        let run = await CommandRun(["policy", "export", "--for", "podman", "--config", file])
        #expect(run.status == 2)
        #expect(run.talk.contains("--host"))
    }

    @Test func writesFilesAndNotOverThem() async throws {
        let directory = try Directory()
        let file = try configuration(Self.rules, in: directory)
        let arguments = ["policy", "export", "--for", "podman", "--config", file, "--output", "\(directory.path)/out"]
        #expect(await CommandRun(arguments).status == 0)
        let policy = try ArgumentFile.read("\(directory.path)/out/policy.json", limit: 1 << 20)
        #expect(try JSONValue(parsing: policy)["default"] != nil)
        #expect(await CommandRun(arguments).status == 2)
        #expect(await CommandRun(arguments + ["--force"]).status == 0)
    }

    @Test func saysWhatIsMissing() async throws {
        let directory = try Directory()
        let free = try configuration("url: https://registry.example.com\n", in: directory)
        let nothing = await CommandRun(["policy", "export", "--for", "podman", "--config", free])
        #expect(nothing.status == 2)
        let nameless = try configuration(
            Self.rules.replacing("url: https://registry.example.com", with: ""),
            in: directory
        )
        let unnamed = await CommandRun(["policy", "export", "--for", "podman", "--config", nameless])
        #expect(unnamed.status == 2)
        #expect(unnamed.talk.contains("--host"))
        #expect(await CommandRun(["policy", "export", "--for", "docker", "--config", free]).status == 2)
    }

    @Test func wantsCertificatesForNotation() async throws {
        let directory = try Directory()
        let file = try configuration(Self.rules, in: directory)
        let run = await CommandRun(["policy", "export", "--for", "notation", "--config", file])
        #expect(run.status == 2)
        #expect(run.talk.contains("certificate"))
    }
}
