// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import OCIModel
import Testing

@Suite struct PracticeCheckTests {
    static let good = #""User":"app","Labels":{"org.opencontainers.image.source":"https://example.com/x"}"#

    private func kinds(
        _ settings: String = good,
        history: String = "",
        tree: FileTree? = nil,
        tag: String? = nil
    ) throws -> [BadPractice.Kind] {
        try findings(settings, history: history, tree: tree, tag: tag).map(\.kind)
    }

    private func findings(
        _ settings: String = good,
        history: String = "",
        tree: FileTree? = nil,
        tag: String? = nil
    ) throws -> [BadPractice] {
        PracticeCheck(
            config: try Sample.config(#"{"config":{\#(settings)},"history":[\#(history)]}"#),
            tree: tree,
            tag: try tag.map { try Tag($0) }
        ).findings
    }

    @Test func findsNothingInAGoodImage() throws {
        #expect(try kinds(tag: "1.2.3").isEmpty)
    }

    @Test(arguments: ["", "root", "0", "0:0", "root:staff", "00", ":1000"])
    func findsRoot(user: String) throws {
        #expect(try kinds(#""User":"\#(user)","Labels":{"org.label-schema.vcs-url":"x"}"#) == [.rootUser])
    }

    @Test(arguments: ["1000", "1000:0", "app", "rooted", "10"])
    func findsNoRoot(user: String) throws {
        #expect(try kinds(#""User":"\#(user)","Labels":{"org.label-schema.vcs-url":"x"}"#) == [])
    }

    @Test(arguments: [
        ("latest", [BadPractice.Kind.movingTag]), ("main", [.movingTag]), ("bookworm", [.vagueTag]),
        ("12", [.vagueTag]),
        ("v1", [.vagueTag]), ("1.2", []), ("v1.2.3", []), ("1.2.3-alpine", []), ("2.0-latest", []), ("20260131", []),
        ("nightly-20260131", []), ("3f4ff3c", []), ("main-3f4ff3c9", []), ("deadbeef", [.vagueTag]),
        ("stable-slim", [.movingTag]),
    ])
    func judgesTheTag(tag: String, kinds expected: [BadPractice.Kind]) throws {
        #expect(try kinds(tag: tag) == expected)
    }

    @Test(arguments: [
        "DB_PASSWORD=hunter2", "API_TOKEN=abc", "MY_SECRET=x", "AWS_SECRET_ACCESS_KEY=abc", "X=AKIAABCDEFGHIJKLMNOP",
        "GH=ghp_abcdefghijklmnopqrstuvwxyz0123456789", "URL=postgres://user:pw@db/x",
        "K=-----BEGIN OPENSSH PRIVATE KEY-----", "npm_config_//x/:_authToken=npm_abcdefghijklmnopqrstuvwxyz0123456789",
    ])
    func findsSecretsInVariables(variable: String) throws {
        let found = try findings("\(Self.good),\"Env\":[\"\(variable)\"]")
        #expect(found.map(\.kind) == [.secretInEnvironment])
        let value = variable.split(separator: "=", maxSplits: 1)[1]
        #expect(found.allSatisfy { !$0.message.contains(value) })
    }

    @Test(arguments: [
        "DB_PASSWORD=", "DB_PASSWORD_FILE=/run/secrets/db", "SECRET_PATH=x", "TOKEN_COUNT=7", "PASSWORD=$PASSWORD",
        "X=AKIA", "URL=https://host:80/a@b", "GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D", "PATH=/bin",
        "SSH_PUBLIC_KEY_SECRET=x", "USE_SECRETS=false",
    ])
    func takesOtherVariablesForNoSecrets(variable: String) throws {
        #expect(try kinds("\(Self.good),\"Env\":[\"\(variable)\"]").isEmpty)
    }

    @Test(arguments: [
        #"{"created_by":"ARG TOKEN"},{"created_by":"RUN |1 API_TOKEN=abc123 /bin/sh -c make"}"#,
        #"{"created_by":"RUN true"},{"created_by":"RUN curl --password=abc123 x"}"#,
        #"{"created_by":"RUN true"},{"created_by":"RUN curl -H ghp_abc123abc123abc123abc123abc123abc123"}"#,
        #"{"created_by":"RUN true"},{"created_by":"RUN git clone https://me:abc123@host/x"}"#,
    ])
    func findsSecretsInHistory(steps: String) throws {
        let found = try findings(history: steps)
        #expect(found.map(\.kind) == [.secretInHistory])
        #expect(found.allSatisfy { $0.message.hasPrefix("step 2 of the history") && !$0.message.contains("abc123") })
    }

    @Test func findsSecretsInLabels() throws {
        let labels = #""User":"a","Labels":{"org.opencontainers.image.source":"https://u:pw1234@host/x"}"#
        let found = try findings(labels)
        #expect(found.map(\.kind) == [.secretInLabel])
        #expect(found.allSatisfy { !$0.message.contains("pw1234") })
    }

    @Test func asksForASource() throws {
        #expect(try kinds(#""User":"a""#) == [.noSource])
        let annotated = PracticeCheck(
            config: try Sample.config(#"{"config":{"User":"a"}}"#),
            annotations: ["org.opencontainers.image.source": "x"]
        )
        #expect(annotated.findings.isEmpty)
    }

    @Test func listsFilesThatGiveRights() throws {
        let tree = Sample.tree([
            "/bin/su": Sample.program(mode: 0o4755), "/bin/x": Sample.program(mode: 0o2755), "/bin/y": Sample.program(),
            "/tmp": Sample.directory(0o1777), "/open": Sample.directory(0o777), "/l": Sample.link("x"),
            "/bin/ping": Sample.file(attributes: ["security.capability": [1]]), "/w": Sample.file(mode: 0o666),
        ])
        let found = try findings(tree: tree)
        #expect(found.map(\.kind) == [.privilegedFiles, .worldWritable])
        #expect(found.map(\.paths) == [["/bin/ping", "/bin/su", "/bin/x"], ["/open", "/w"]])
    }

    @Test func namesFromImagesCannotSpoilAMessage() throws {
        let found = try findings(#"\#(Self.good),"Env":["A\u001b[2J\nPASSWORD=x"]"#)
        #expect(found.map(\.kind) == [.secretInEnvironment])
        #expect(found.allSatisfy { !$0.message.contains("\u{1b}") && !$0.message.contains("\n") })
    }
}
