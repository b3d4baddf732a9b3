// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import OCIModel
import Testing
import Trust

@testable import Commands

@Suite struct KeyTests {
    private static let password = ["HOLDFAST_KEY_PASSWORD": "correct horse"]

    private func mode(of path: String) -> UInt32 {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try ArgumentFile.read(path, limit: 1 << 16), as: UTF8.self)
    }

    @Test func generatesAPairThatFitsTogether() async throws {
        let directory = try Directory()
        let prefix = "\(directory.path)/release"
        let run = await CommandRun(["key", "generate", "--output", prefix], environment: Self.password)
        #expect(run.status == 0)
        #expect(run.output == "\(prefix).key\n\(prefix).pub\n")
        let key = try SigningKey(pem: try text("\(prefix).key"), password: Array("correct horse".utf8))
        let published = try VerificationKey(pem: try text("\(prefix).pub"))
        #expect(key.verificationKey == published)
        #expect(run.talk.contains(published.fingerprint.rawValue))
        #expect(mode(of: "\(prefix).key") == 0o600)
        #expect(!(run.output + run.talk).contains("correct horse"))
    }

    @Test func tellsTheFingerprintAsADocument() async throws {
        let directory = try Directory()
        let prefix = "\(directory.path)/release"
        let arguments = ["key", "generate", "--output", prefix, "--format", "json", "--quiet"]
        let run = await CommandRun(arguments, environment: Self.password)
        let document = try JSONValue(parsing: Array(run.output.utf8))
        #expect(document["schema"]?.string == "holdfast.key/1")
        #expect(document["public"]?.string == "\(prefix).pub")
        let published = try VerificationKey(pem: try text("\(prefix).pub"))
        #expect(document["fingerprint"]?.string == published.fingerprint.rawValue)
        #expect(run.talk.isEmpty)
    }

    @Test(arguments: ["release.key", "release.pub"])
    func neverWritesOverAFile(present: String) async throws {
        let directory = try Directory()
        try directory.write(present, "precious")
        let prefix = "\(directory.path)/release"
        let run = await CommandRun(["key", "generate", "--output", prefix], environment: Self.password)
        #expect(run.status == 2)
        #expect(try text("\(directory.path)/\(present)") == "precious")
        let other = present == "release.key" ? "release.pub" : "release.key"
        #expect(!ArgumentFile.exists("\(directory.path)/\(other)"))
    }

    @Test func neverWritesThroughALink() async throws {
        let directory = try Directory()
        symlink("\(directory.path)/elsewhere", "\(directory.path)/release.key")
        let prefix = "\(directory.path)/release"
        let run = await CommandRun(["key", "generate", "--output", prefix], environment: Self.password)
        #expect(run.status == 2)
        #expect(!ArgumentFile.exists("\(directory.path)/elsewhere"))
        // Half a pair would be taken for a whole one.
        #expect(!ArgumentFile.exists("\(prefix).pub"))
    }

    @Test func takesThePasswordThatCosignTakes() async throws {
        let directory = try Directory()
        let prefix = "\(directory.path)/release"
        let run = await CommandRun(
            ["key", "generate", "--output", prefix, "--cost", "65536"],
            environment: ["COSIGN_PASSWORD": "theirs"]
        )
        #expect(run.status == 0)
        _ = try SigningKey(pem: try text("\(prefix).key"), password: Array("theirs".utf8))
        let own = await CommandRun(
            ["key", "public", "\(prefix).key"],
            environment: ["COSIGN_PASSWORD": "theirs", "HOLDFAST_KEY_PASSWORD": "wrong"]
        )
        #expect(own.status == 2)
    }

    @Test func takesAnEmptyPasswordAndSaysWhatThatMeans() async throws {
        let directory = try Directory()
        let prefix = "\(directory.path)/release"
        let arguments = ["key", "generate", "--output", prefix, "--quiet"]
        let run = await CommandRun(arguments, environment: ["COSIGN_PASSWORD": ""])
        #expect(run.status == 0)
        #expect(run.talk.contains("no password"))
        _ = try SigningKey(pem: try text("\(prefix).key"), password: [])
    }

    @Test func asksTwiceForANewPassword() async throws {
        let directory = try Directory()
        let differing = await CommandRun(
            ["key", "generate", "--output", "\(directory.path)/a"],
            typed: ["one", "two"]
        )
        #expect(differing.status == 2)
        #expect(!ArgumentFile.exists("\(directory.path)/a.key"))
        let same = await CommandRun(["key", "generate", "--output", "\(directory.path)/b"], typed: ["one", "one"])
        #expect(same.status == 0)
        _ = try SigningKey(pem: try text("\(directory.path)/b.key"), password: Array("one".utf8))
    }

    @Test func needsAPasswordFromSomewhere() async throws {
        let directory = try Directory()
        let run = await CommandRun(["key", "generate", "--output", "\(directory.path)/a"])
        #expect(run.status == 2)
        #expect(run.talk.contains("HOLDFAST_KEY_PASSWORD"))
    }

    @Test(arguments: ["1024", "131072", "x"])
    func refusesAnotherCost(cost: String) async throws {
        let run = await CommandRun(["key", "generate", "--output", "/nowhere/a", "--cost", cost])
        #expect(run.status == 2)
    }

    @Test func importsAKeyOfAnotherProgram() async throws {
        let directory = try Directory()
        let old = try directory.write("old.pem", Self.imported)
        let prefix = "\(directory.path)/release"
        let run = await CommandRun(["key", "import", old, "--output", prefix], environment: Self.password)
        #expect(run.status == 0)
        let key = try SigningKey(pem: try text("\(prefix).key"), password: Array("correct horse".utf8))
        #expect(key.verificationKey == (try SigningKey(importing: Self.imported).verificationKey))
    }

    @Test(arguments: ["", "rubbish", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
    func importsNothingElse(text: String) async throws {
        let directory = try Directory()
        let old = try directory.write("old.pem", text)
        let run = await CommandRun(
            ["key", "import", old, "--output", "\(directory.path)/release"],
            environment: Self.password
        )
        #expect(run.status == 2)
        #expect(!ArgumentFile.exists("\(directory.path)/release.pub"))
    }

    @Test func printsThePublicHalf() async throws {
        let directory = try Directory()
        let prefix = "\(directory.path)/release"
        _ = await CommandRun(["key", "generate", "--output", prefix], environment: Self.password)
        let published = try text("\(prefix).pub")
        let fromPrivate = await CommandRun(["key", "public", "\(prefix).key"], environment: Self.password)
        #expect(fromPrivate.output == published)
        let fromPublic = await CommandRun(["key", "public", "\(prefix).pub"])
        #expect(fromPublic.output == published)
        let wrong = await CommandRun(["key", "public", "\(prefix).key"], environment: ["COSIGN_PASSWORD": "wrong"])
        #expect(wrong.status == 2)
        #expect(!wrong.talk.contains("\"wrong\""))
    }

    /// A key made with `openssl ecparam -name prime256v1 -genkey -noout`, used for nothing.
    private static let imported = """
        -----BEGIN EC PRIVATE KEY-----
        MHcCAQEEICHbyQ+ef1PhaWRIk17pM9RjUliW7JXgR4TdboGuinWPoAoGCCqGSM49
        AwEHoUQDQgAEYVb48ulaggVL3EilAcbsYzxkRLW38IKoC7kqmrOgs35wmlq/GKAg
        +IiF9G2u++yxYC6q09iIprDtlgDsjeo6Mw==
        -----END EC PRIVATE KEY-----

        """
}
