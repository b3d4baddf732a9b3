// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Commands

@Suite struct RunningTests {
    /// Two containers of one image and one of another, as docker tells of them; HOST stands for the registry.
    private static let engine = [
        "/containers/json": #"[{"Id":"c1"},{"Id":"c2"},{"Id":"c3"},{"Id":"gone"}]"#,
        "/containers/c1/json": #"{"Name":"/web","Image":"sha256:11","Config":{"Image":"HOST/team/app:1.0"}}"#,
        "/containers/c2/json": #"{"Name":"/api","Image":"sha256:11","Config":{"Image":"HOST/team/app:1.0"}}"#,
        "/containers/c3/json": #"{"Name":"/old","Image":"sha256:22","Config":{"Image":"HOST/team/app:1.0"}}"#,
        "/images/sha256%3A11/json": #"{"RepoDigests":["HOST/team/app@\#(Documents.new)"]}"#,
        "/images/sha256%3A22/json": #"{"RepoDigests":["HOST/team/app@\#(Documents.old)"]}"#,
    ]

    private static let base = """
        {"schema":"holdfast.base/1","images":[
        {"reference":"team/app:1.0","platform":"linux/amd64","base":"debian:12","status":"current","since":null},
        {"reference":"team/app:1.0","platform":"linux/arm64","base":"debian:12","status":"moved",
        "since":"2026-11-17T23:53:00Z"}]}
        """

    @Sendable private static func registry(_ request: FakeServer.Request) -> FakeServer.Answer {
        switch request.target.prefix(while: { $0 != "?" }) {
        case "/api/v1/history": .json(Documents.history)
        case "/api/v1/base": .json(base)
        default: .error(404, "UNSUPPORTED", "no such thing")
        }
    }

    /// Runs the command beside an engine and a registry, and gives what both were asked.
    private func run(
        _ arguments: [String],
        engine: [String: String] = engine,
        registry: @escaping @Sendable (FakeServer.Request) -> FakeServer.Answer = registry,
        check: (CommandRun, FakeServer, [String]) throws -> Void
    ) async throws {
        let directory = try Directory()
        let path = "\(directory.path)/engine.sock"
        try await FakeServer.run(answering: registry) { server in
            let host = String(server.url.dropFirst("http://".count))
            var run = CommandRun(status: -1, output: "", talk: "")
            let asked = try await FakeEngine.run(at: path, engine.mapValues { $0.replacing("HOST", with: host) }) {
                run = await CommandRun(["running"] + arguments, environment: ["DOCKER_HOST": "unix://\(path)"])
            }
            run.output = run.output.replacing(host, with: "HOST")
            try check(run, server, asked)
        }
    }

    @Test func tellsWhereEachContainerStands() async throws {
        try await run([]) { run, server, asked in
            // How wide the columns are hangs on the port.
            let rows = run.output.split(separator: "\n").map { line in
                line.split(separator: "  ").map { $0.drop { $0 == " " } }.joined(separator: "|")
            }
            let app = "HOST/team/app:1.0"
            let since = "2026-11-20 23:52 UTC, 30 s ago"
            #expect(
                rows == [
                    "NAME|IMAGE|DIGEST|STATUS|SINCE|BASE",
                    "api|\(app)|sha256:bbbbbbbbbbbb|current|\(since)|base moved 3 d ago",
                    "old|\(app)|sha256:aaaaaaaaaaaa|1 move behind|\(since)",
                    "web|\(app)|sha256:bbbbbbbbbbbb|current|\(since)|base moved 3 d ago",
                ]
            )
            #expect(run.status == 1)
            #expect(run.talk == "")
            // One question a tag and one an image, however many containers there are.
            let questions = server.requests.map(\.line)
            #expect(
                questions == [
                    "GET /api/v1/history?ref=team%2Fapp%3A1.0", "GET /api/v1/base?ref=team%2Fapp%3A1.0",
                ]
            )
            #expect(asked.filter { $0.hasPrefix("/images/") }.count == 2)
        }
    }

    @Test func printsTheDocument() async throws {
        try await run(["--format", "json"]) { run, _, _ in
            #expect(
                run.output.hasPrefix(
                    """
                    {"schema":"holdfast.running/1","containers":[{"name":"api","namespace":null,\
                    "image":"HOST/team/app:1.0","digest":"\(Documents.new)","repository":"team/app","tag":"1.0",\
                    "status":"current","behind":0,"since":"2026-11-20T23:52:30Z","approved":true,\
                    "base":{"status":"moved","base":"debian:12","since":"2026-11-17T23:53:00Z"},"message":null},
                    """
                )
            )
        }
    }

    @Test func findsTheIndexThatListsTheImageOfAPlatform() async throws {
        let platform = "sha256:" + String(repeating: "d", count: 64)
        let stranger = "sha256:" + String(repeating: "e", count: 64)
        let engine = Self.engine.merging([
            "/images/sha256%3A11/json": #"{"RepoDigests":["HOST/team/app@\#(platform)"]}"#,
            "/images/sha256%3A22/json": #"{"RepoDigests":["HOST/team/app@\#(stranger)"]}"#,
        ]) { $1 }
        let registry: @Sendable (FakeServer.Request) -> FakeServer.Answer = { request in
            guard request.target.hasPrefix("/v2/") else { return Self.registry(request) }
            let children = request.target.hasSuffix(Documents.old) ? #"{"digest":"\#(platform)"}"# : ""
            return .json(#"{"manifests":[\#(children)]}"#)
        }
        try await run(["--format", "json"], engine: engine, registry: registry) { run, server, _ in
            #expect(
                run.output.contains(
                    #""digest":"\#(Documents.old)","repository":"team/app","tag":"1.0","status":"behind""#
                )
            )
            #expect(
                run.output.contains(#""digest":"\#(stranger)","repository":"team/app","tag":"1.0","status":"never""#)
            )
            let reads = server.requests.map(\.target).filter { $0.hasPrefix("/v2/") }
            #expect(reads == [Documents.new, Documents.old].map { "/v2/team/app/manifests/\($0)" })
        }
    }

    @Test(arguments: [
        ("/images/sha256%3A22/json", #"{"RepoDigests":[],"Descriptor":{"digest":"\#(Documents.old)"}}"#),
        ("/v1.0.0/libpod/images/sha256%3A22/json", #"{"Digest":"\#(Documents.old)"}"#),
    ])
    func knowsAnImageWhoseNameHasMovedOn(_ target: String, _ image: String) async throws {
        let engine = Self.engine.merging([
            "/containers/json": #"[{"Id":"c3"}]"#, "/images/sha256%3A22/json": #"{"RepoDigests":[]}"#,
        ]) { $1 }
        try await run([], engine: engine.merging([target: image]) { $1 }) { run, _, _ in
            #expect(run.status == 1)
            #expect(run.output.contains("1 move behind"))
        }
    }

    @Test func endsWellWhenEverythingIsCurrent() async throws {
        let engine = Self.engine.merging(["/containers/json": #"[{"Id":"c1"}]"#]) { $1 }
        let registry: @Sendable (FakeServer.Request) -> FakeServer.Answer = { request in
            request.target.hasPrefix("/api/v1/history") ? .json(Documents.history) : .error(405, "UNSUPPORTED", "no")
        }
        try await run([], engine: engine, registry: registry) { run, _, _ in
            #expect(run.status == 0)
            #expect(!run.output.contains("BASE"))
        }
    }

    @Test func saysWhatCouldNotBeJudgedAndWhy() async throws {
        let others = [
            "/containers/json": #"[{"Id":"c1"},{"Id":"hub"},{"Id":"bare"},{"Id":"pinned"},{"Id":"here"}]"#,
            "/containers/hub/json": #"{"Name":"/hub","Image":"","Config":{"Image":"nginx:1.27"}}"#,
            "/containers/bare/json": #"{"Name":"/bare","Image":"","Config":{"Image":"0123456789ab"}}"#,
            "/containers/pinned/json":
                #"{"Name":"/pinned","Image":"","Config":{"Image":"HOST/team/app@\#(Documents.old)"}}"#,
            "/containers/here/json": #"{"Name":"/here","Image":"","Config":{"Image":"localhost/mine:1"}}"#,
        ]
        try await run([], engine: Self.engine.merging(others) { $1 }) { run, server, _ in
            #expect(run.status == 7)
            #expect(run.talk.contains("hub: docker.io keeps no history of tags"))
            #expect(run.talk.contains("pinned: it is named by its digest alone"))
            #expect(run.talk.contains("here: the image was made on its machine"))
            #expect(server.requests.count == 2)
        }
    }

    @Test func knowsTheBeginningOfANumber() async throws {
        let engine = [
            "/containers/json": #"[{"Id":"c1"},{"Id":"c2"}]"#,
            "/containers/c1/json":
                #"{"Name":"/number","Image":"sha256:0123456789abcdef","Config":{"Image":"0123456789ab"}}"#,
            "/containers/c2/json":
                #"{"Name":"/name","Image":"sha256:0123456789abcdef","Config":{"Image":"feedfacecafe"}}"#,
        ]
        try await run([], engine: engine) { run, _, _ in
            #expect(run.talk.contains("number: the engine has no name of the image"))
            #expect(run.talk.contains("name: docker.io keeps no history of tags"))
        }
    }

    @Test func asksANamedServerAboutImagesOfOtherRegistries() async throws {
        let engine = [
            "/containers/json": #"[{"Id":"hub"},{"Id":"own"},{"Id":"port"},{"Id":"other"}]"#,
            "/containers/hub/json": #"{"Name":"/hub","Image":"11","Config":{"Image":"nginx"}}"#,
            "/containers/own/json": #"{"Name":"/own","Image":"11","Config":{"Image":"HOST/team/app:1.0"}}"#,
            "/containers/port/json": #"{"Name":"/port","Image":"11","Config":{"Image":"vendor:5000/app:1"}}"#,
            "/containers/other/json": #"{"Name":"/other","Image":"11","Config":{"Image":"quay.io/team/app:1.0"}}"#,
            "/images/11/json": #"{"RepoDigests":["nginx@\#(Documents.new)"]}"#,
        ]
        let directory = try Directory()
        let path = "\(directory.path)/podman.sock"
        let registry: @Sendable (FakeServer.Request) -> FakeServer.Answer = { request in
            let names = ["docker.io": "docker.io/library/nginx", "vendor": "vendor/app"]
            guard let name = names.first(where: { request.target.contains("ref=\($0.key)") })?.value else {
                // A server that stands in front of no such registry answers about its own repository.
                return Self.registry(request)
            }
            let history = Documents.history.replacing(#""repository":"team/app""#, with: #""repository":"\#(name)""#)
            return request.target.hasPrefix("/api/v1/history") ? .json(history) : Self.registry(request)
        }
        try await FakeServer.run(answering: registry) { server in
            let host = String(server.url.dropFirst("http://".count))
            _ = try await FakeEngine.run(at: path, engine.mapValues { $0.replacing("HOST", with: host) }) {
                let run = await CommandRun(["running", "--podman", path, "--server", server.url])
                #expect(run.status == 7)
                #expect(run.talk == "other: http://\(host) does not stand in front of quay.io\n")
            }
            let asked = server.requests.map(\.target).filter { $0.hasPrefix("/api/v1/history") }
            #expect(
                asked == [
                    "/api/v1/history?ref=docker.io%2Flibrary%2Fnginx%3Alatest",
                    "/api/v1/history?ref=quay.io%2Fteam%2Fapp%3A1.0",
                    "/api/v1/history?ref=team%2Fapp%3A1.0",
                    "/api/v1/history?ref=vendor%3A5000%2Fapp%3A1",
                ]
            )
        }
    }

    @Test func asksAServerThatDoesNotAnswerOnce() async throws {
        let pods = KubernetesPodsTests.pods.replacing("HOST", with: "127.0.0.1:1")
        let run = await CommandRun(["running", "--kubernetes", "-"], input: pods)
        #expect(run.status == 3)
        #expect(run.output.contains("shop       web-1/web"))
        #expect(run.talk.contains("web-1/sidecar, web-1/web: could not read the history of"))
    }

    @Test func endsAsTheRefusalDoesWhenNothingCanBeJudged() async throws {
        let registry: @Sendable (FakeServer.Request) -> FakeServer.Answer = { _ in .error(401, "UNAUTHORIZED", "who?") }
        try await run([], registry: registry) { run, _, _ in
            #expect(run.status == 4)
            #expect(run.output.contains("unknown"))
        }
    }

    @Test func readsPodsFromAFile() async throws {
        let directory = try Directory()
        try await FakeServer.run(answering: Self.registry) { server in
            let host = String(server.url.dropFirst("http://".count))
            let path = try directory.write("pods.json", KubernetesPodsTests.pods.replacing("HOST", with: host))
            let run = await CommandRun(["running", "--kubernetes", path, "--format", "json"])
            #expect(run.status == 7)
            #expect(run.output.contains(#""name":"web-1/web","namespace":"shop""#))
            #expect(run.output.contains(#""status":"behind","behind":1"#))
        }
    }

    @Test func saysThatNothingRuns() async throws {
        try await run([], engine: ["/containers/json": "[]"]) { run, _, _ in
            #expect(run == CommandRun(status: 0, output: "", talk: "No containers run.\n"))
        }
        try await run(["--format", "json"], engine: ["/containers/json": "[]"]) { run, _, _ in
            #expect(run.output == "{\"schema\":\"holdfast.running/1\",\"containers\":[]}\n")
        }
    }

    @Test(arguments: ["{}", "[{}]", "no JSON"])
    func refusesAnAnswerThatIsNoListOfContainers(_ answer: String) async throws {
        try await run([], engine: ["/containers/json": answer]) { run, _, _ in
            #expect(run.status == 3)
            #expect(run.talk.contains("cannot be understood"))
        }
    }

    @Test func saysThatThereIsNoEngine() async throws {
        let run = await CommandRun(["running", "--docker", "/nowhere/docker.sock"])
        #expect(run.status == 3)
        #expect(run.talk.contains("the container engine at /nowhere/docker.sock does not answer"))
        let remote = await CommandRun(["running"], environment: ["DOCKER_HOST": "tcp://10.0.0.1:2375"])
        #expect(remote.status == 2)
    }
}
