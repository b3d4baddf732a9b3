// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct CopyAnnotationTests {
    private static let index =
        #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#
    private static let hex = "dff9de10919148711140d349bf03f1a99eb06f94b03e51715ccebfa7cdc518e2"
    private static let annotated = "sha256:b00657fd7ed88bea5a49ebfabe0a239160315cc226313d70521ed34bc69c4f02"

    /// Writes a layout that holds an index of no images.
    private func layout(in directory: borrowing Directory) throws {
        try directory.write("in/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        try directory.write("in/blobs/sha256/\(Self.hex)", Self.index)
        try directory.write(
            "in/index.json",
            """
            {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json",
            "digest":"sha256:\(Self.hex)","size":\(Self.index.utf8.count),
            "annotations":{"org.opencontainers.image.ref.name":"1.0"}}]}
            """
        )
    }

    private func copy(_ arguments: [String], in directory: String) async -> CommandRun {
        await CommandRun(
            ["copy", "oci:in:1.0", "oci:out:1.0"] + arguments,
            environment: TestSources.environment,
            workingDirectory: directory
        )
    }

    /// The annotations of the image that was written.
    private func annotations(in path: String, digest: String) throws -> String {
        let bytes = try ArgumentFile.read("\(path)/out/blobs/sha256/\(digest)", limit: 1 << 20)
        return String(decoding: bytes.dropFirst(Self.index.utf8.count - 1).dropLast(), as: UTF8.self)
    }

    /// The digits of the digest that a run printed.
    private func digest(_ run: CommandRun) -> String {
        run.output.split(separator: ":").last.map { String($0.filter { !$0.isWhitespace }) } ?? ""
    }

    @Test func saysThatTheAnnotatedImageIsAnotherOne() async throws {
        let directory = try Directory()
        try layout(in: directory)
        let run = await copy(["--annotate", "a=1=2"], in: directory.path)
        #expect(run.status == 0)
        #expect(run.output == "oci:out:1.0@\(Self.annotated)\n")
        #expect(run.talk.contains("annotated: sha256:\(Self.hex) became \(Self.annotated)"))
        #expect(try annotations(in: directory.path, digest: digest(run)) == #","annotations":{"a":"1=2"}"#)
        let json = await copy(["--annotate", "a=1=2", "--format", "json"], in: directory.path)
        let change = #""annotated":{"from":"sha256:\#(Self.hex)","to":"\#(Self.annotated)","leftBehind":0}"#
        #expect(json.output.contains(change))
    }

    @Test func saysNothingOfAnnotationsWithoutThem() async throws {
        let directory = try Directory()
        try layout(in: directory)
        let run = await copy(["--format", "json"], in: directory.path)
        #expect(run.status == 0)
        #expect(!run.output.contains("annotated"))
    }

    @Test func annotatesTheSources() async throws {
        let directory = try Directory()
        try layout(in: directory)
        try TestSources.make(in: "\(directory.path)/app", tags: ["v1.4.2": 1], commits: 2)
        let remote = "https://user:token@git.example.com/team/app.git"
        try TestSources.git(["-C", "\(directory.path)/app", "remote", "add", "origin", remote])
        let run = await copy(["--annotate-source", "app"], in: directory.path)
        let hash = try TestSources.head(of: "\(directory.path)/app")
        let expected = """
            ,"annotations":{"org.opencontainers.image.revision":"\(hash)",\
            "org.opencontainers.image.source":"https://git.example.com/team/app.git",\
            "org.opencontainers.image.version":"1.4.2-1-g\(hash.prefix(7))"}
            """
        #expect(try annotations(in: directory.path, digest: digest(run)) == expected)
    }

    @Test func refusesSourcesWithChangesThatNoRevisionHas() async throws {
        let directory = try Directory()
        try layout(in: directory)
        try TestSources.make(in: "\(directory.path)/app")
        try directory.write("app/file", "changed")
        let run = await copy(["--annotate-source", "app"], in: directory.path)
        #expect(run.status == 2)
        #expect(run.talk.contains("changes that are in no commit"))
        #expect(!ArgumentFile.exists("\(directory.path)/out"))
        let revision = ["--annotate", "org.opencontainers.image.revision=by-hand"]
        let given = await copy(["--annotate-source", "app"] + revision, in: directory.path)
        #expect(given.status == 0, "\(given.talk)")
        #expect(
            try annotations(in: directory.path, digest: digest(given))
                == #","annotations":{"org.opencontainers.image.revision":"by-hand"}"#
        )
    }

    @Test func saysWhatToDoWhereThereIsNoRepository() async throws {
        let directory = try Directory()
        try layout(in: directory)
        let run = await copy(["--annotate-source", "."], in: directory.path)
        #expect(run.status == 2)
        #expect(run.talk.contains("Name the directory of the repository"))
    }

    @Test func annotatesTheBaseWithTheDigestItIsGiven() async throws {
        let directory = try Directory()
        try layout(in: directory)
        let run = await copy(["--annotate-base", "debian:12@\(Documents.old)"], in: directory.path)
        let expected = """
            ,"annotations":{"org.opencontainers.image.base.digest":"\(Documents.old)",\
            "org.opencontainers.image.base.name":"docker.io/library/debian:12"}
            """
        #expect(try annotations(in: directory.path, digest: digest(run)) == expected)
    }

    @Test func asksOnceWhatTheBaseMeans() async throws {
        let answer = FakeServer.Answer(
            headers: [
                ("Content-Type", "application/vnd.oci.image.index.v1+json"), ("Docker-Content-Digest", Documents.old),
            ]
        )
        let directory = try Directory()
        try layout(in: directory)
        let path = directory.path
        try await FakeServer.run(answering: { _ in answer }) { server in
            let base = "\(server.url.dropFirst("http://".count))/team/base:1.0"
            let run = await copy(["--annotate-base", base], in: path)
            let written = try annotations(in: path, digest: digest(run))
            #expect(written.contains(#""org.opencontainers.image.base.digest":"\#(Documents.old)""#))
            #expect(written.contains(#""org.opencontainers.image.base.name":"\#(base)""#))
            #expect(server.requests.map(\.line) == ["HEAD /v2/team/base/manifests/1.0"])
        }
    }

    @Test func takesWhatIsGivenByKeyBeforeWhatItFinds() async throws {
        let directory = try Directory()
        try layout(in: directory)
        let key = "org.opencontainers.image.base.name"
        let run = await copy(
            ["--annotate-base", "debian:12@\(Documents.old)", "--annotate", "\(key)=mine"],
            in: directory.path
        )
        #expect(try annotations(in: directory.path, digest: digest(run)).contains(#""\#(key)":"mine""#))
    }

    @Test(arguments: [
        ["--annotate", "novalue"], ["--annotate", "=x"], ["--annotate", "a b=x"], ["--annotate", "a=\u{1b}[31m"],
        ["--annotate", "a=1", "--annotate", "a=2"], ["--annotate", "k=\(String(repeating: "x", count: 20_000))"],
    ])
    func refusesAnnotationsThatAreNone(_ arguments: [String]) async throws {
        let run = await CommandRun(["copy", "oci:in:1.0", "oci:out:1.0"] + arguments)
        #expect(run.status == 2)
        #expect(run.talk.contains("--annotate") && run.output == "")
    }

    @Test(arguments: ["docker-archive:out.tar", "127.0.0.1:1/app:1.0@\(Documents.old)"])
    func refusesAPlaceThatCannotHoldThem(_ destination: String) async throws {
        let run = await CommandRun(["copy", "oci:in:1.0", destination, "--annotate", "a=1"])
        #expect(run.status == 2)
        #expect(run.output == "")
    }
}
