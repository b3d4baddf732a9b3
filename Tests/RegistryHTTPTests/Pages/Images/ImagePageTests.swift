// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Testing

@Suite(.timeLimit(.minutes(5)))
struct ImagePageTests {
    private static let hostile = "<script>alert(1)</script>\"'&\u{202e}"

    private func page(_ content: Content, as tag: String = "1.0") async throws -> Answer {
        let pages = Pages()
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(content, to: "team/app", as: tag)
            var browser = Browser(fixture.client)
            await pages.keep(try await browser.get("/r/team/app/-/images/\(content.digest)"))
        }
        return try #require(await pages.page)
    }

    private actor Pages {
        private(set) var page: Answer?

        func keep(_ page: Answer) { self.page = page }
    }

    @Test func tellsWhatAnImageIs() async throws {
        let image = Content.files(
            [[.init(path: "etc/os-release", text: "ID=debian")], [.init(path: "app", text: "a")]],
            execution: [
                "Entrypoint": .array([.string("/app"), .string("--serve all")]),
                "Env": .array([.string("PATH=/bin"), .string("API_TOKEN=swordfish")]),
                "ExposedPorts": .object(["8080/tcp": .object([:])]),
            ],
            more: #""history":[{"created_by":"ADD rootfs /"},{"created_by":"COPY app /"}],"#
        )
        let page = try await page(image)
        #expect(page.status == 200)
        for text in [
            "Image for linux/amd64", "<h1>team/<wbr>app:1.0</h1>", image.digest.rawValue,
            "[&quot;/app&quot;,&quot;--serve all&quot;]", "API_TOKEN=(hidden)", "8080/tcp", "ADD rootfs /",
            "COPY app /", "docker pull localhost/team/app@\(image.digest)",
            "podman pull --tls-verify=false localhost/team/app@", "FROM localhost/team/app@",
            "Containers run as root", "/files\">Files</a>",
        ] { #expect(page.text.contains(text), "\(text)") }
    }

    @Test func foreignTextIsTextEverywhere() async throws {
        let image = Content.files(
            [[.init(path: "a")]],
            execution: [
                "User": .string(Self.hostile), "WorkingDir": .string(Self.hostile),
                "Env": .array([.string("A=\(Self.hostile)")]), "Cmd": .array([.string(Self.hostile)]),
                "Volumes": .object([Self.hostile: .object([:])]),
                "Labels": .object([
                    Self.hostile: .string(Self.hostile),
                    "org.opencontainers.image.version": .string(Self.hostile),
                    "org.opencontainers.image.source": .string("javascript:alert(1)"),
                    "org.opencontainers.image.url": .string("https://example.com/\"><script>alert(2)</script>"),
                    "org.opencontainers.image.documentation": .string("https://example.com/docs?a=1&b=2"),
                ]),
            ],
            more: #""history":[{"created_by":"<script>alert(3)</script>","comment":"<b>"}],"created":"<img src=x>","#,
            annotations: ["<script>": Self.hostile]
        )
        let page = try await page(image)
        #expect(page.status == 200)
        #expect(!page.text.contains("<script>"))
        #expect(!page.text.contains("<img"))
        #expect(!page.text.contains("\u{202e}"))
        #expect(!page.text.contains(#"href="javascript"#))
        #expect(!page.text.contains(#"href="https://example.com/&quot;"#))
        #expect(
            page.text.contains(#"<a href="https://example.com/docs?a=1&amp;b=2" rel="external noopener noreferrer""#)
        )
        #expect(page.text.contains("javascript:alert(1)"))
    }

    @Test func anIndexListsItsPlatformsAndWhatIsSaidOfThemApart() async throws {
        let image = Content.files([[.init(path: "a")]])
        let remark = Content.artifact("application/vnd.in-toto+json")
        let index = Content.index([
            (image, #", "platform": {"os": "linux", "architecture": "arm64"}"#),
            (
                remark,
                #", "platform": {"os": "unknown", "architecture": "unknown"}, "annotations": {"#
                    + #""vnd.docker.reference.type": "attestation-manifest", "#
                    + #""vnd.docker.reference.digest": "\#(image.digest)"}"#
            ),
        ])
        let page = try await page(index)
        #expect(page.text.contains("Index of 1 image"))
        #expect(page.text.contains("<h2>Platforms</h2>"))
        #expect(page.text.contains("<h2>Attestations</h2>"))
        #expect(page.text.contains(#"<a href="/r/team/app/-/images/\#(image.digest)"><bdi>linux/arm64</bdi></a>"#))
        #expect(page.text.contains(#"<a href="/r/team/app/-/images/\#(remark.digest)"><bdi>linux/arm64</bdi></a>"#))
        #expect(!page.text.contains(">Files</a>"))
    }

    @Test func anArtifactShowsWhatItIsMadeOf() async throws {
        let page = try await page(.artifact("application/vnd.cyclonedx+json"))
        #expect(page.text.contains("Bill of materials (CycloneDX)"))
        #expect(page.text.contains("text/plain"))
        #expect(page.text.contains("oras pull"))
        #expect(!page.text.contains("docker pull"))
        #expect(!page.text.contains(">Files</a>"))
    }

    @Test func namesWhereLayersComeFromAndWhatRefersToIt() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let base = Content.files([[.init(path: "base")]])
            let app = Content.files([[.init(path: "base")], [.init(path: "app")]])
            try await fixture.client.push(base, to: "library/debian", as: "12")
            try await fixture.client.push(app, to: "team/app", as: "1.0")
            let signature = Content.artifact("application/vnd.dev.cosign.artifact.sig.v1+json", subject: app)
            try await fixture.client.push(signature, to: "team/app")
            var browser = Browser(fixture.client)
            let page = try await browser.get("/r/team/app/-/images/\(app.digest)")
            let link = #"From <a href="/r/library/debian/-/images/\#(base.digest)">library/<wbr>debian:12</a>"#
            #expect(page.text.contains(link))
            #expect(page.text.contains("Its own"))
            #expect(page.text.contains("Signature (cosign)"))
            #expect(page.text.contains("/r/team/app/-/images/\(signature.digest)"))
            let about = try await browser.get("/r/team/app/-/images/\(signature.digest)")
            #expect(about.text.contains("Is about"))
            #expect(about.text.contains("/r/team/app/-/images/\(app.digest)"))
        }
    }

    @Test func heldImagesAreForTheirPusherAndApprovers() async throws {
        var home = Home(setup: .router)
        home.users = ["ann", "ben", "eve"]
        home.access = AccessPolicy(entries: [
            AccessEntry(subject: .users(["ann"]), can: Set(Right.allCases)),
            AccessEntry(subject: .users(["ben"]), can: [.pull, .push]),
            AccessEntry(subject: .users(["eve"]), can: [.pull]),
        ])
        try await RegistryFixture.run(home) { fixture in
            let (old, new) = (Content.files([[.init(path: "a")]]), Content.files([[.init(path: "b")]]))
            let client = fixture.client.signed(as: "ben")
            try await client.push(old, to: "team/app", as: "1.0")
            try await client.prepare(new, in: "team/app")
            #expect(try await client.put(new, in: "team/app", as: "1.0").status == 409)
            let paths = ["", "/files", "/files/b"].map { "/r/team/app/-/images/\(new.digest)\($0)" }
            for user in ["ann", "ben"] {
                var browser = Browser(fixture.client)
                _ = try await browser.signIn(as: user)
                let page = try await browser.get(paths[0])
                #expect(page.status == 200)
                #expect(page.text.contains("Waits for a decision"))
            }
            var eve = Browser(fixture.client)
            _ = try await eve.signIn(as: "eve")
            var nobody = Browser(fixture.client)
            for path in paths {
                #expect(try await eve.get(path).status == 403)
                let answer = try await nobody.get(path)
                #expect(answer.status == 303)
                #expect(answer.location.hasPrefix("/login?next="))
            }
        }
    }

    @Test(arguments: [
        "/r/team/app/-/images/sha256:abc", "/r/team/app/-/images/\(Blob.missing())",
        "/r/none/-/images/\(Blob.missing())",
        "/r/team/app/-/images/latest", "/r/team/app/-/images/%3Cb%3E",
    ])
    func whatIsNotThereIsNotFound(path: String) async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(.image(), to: "team/app", as: "1.0")
            var browser = Browser(fixture.client)
            let page = try await browser.get(path)
            #expect(page.status == 404)
            #expect(page["Content-Type"] == "text/html; charset=utf-8")
        }
    }
}
