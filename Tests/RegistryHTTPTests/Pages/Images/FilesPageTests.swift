// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel
import Registry
import Storage
import Testing

@Suite(.timeLimit(.minutes(5)))
struct FilesPageTests {
    private static let image = Content.files([
        [
            .init(path: "etc", kind: .directory, mode: 0o755),
            .init(path: "etc/motd", text: "hello <b>\nsecond\n"),
            .init(path: "etc/\u{202e}<script>.conf", text: "a"),
            .init(path: "bin/su", text: "#!", mode: 0o4755),
            .init(path: "tmp", kind: .directory, mode: 0o777),
            .init(path: "link", kind: .symbolicLink, mode: 0o777, target: "etc"),
            .init(path: "lost", kind: .symbolicLink, mode: 0o777, target: "/nowhere"),
            .init(path: "zero", text: "a\u{0}b"),
        ]
    ])

    /// Asks until the page has more to say than that it is not ready.
    private func get(_ path: String, _ browser: inout Browser) async throws -> Answer {
        while true {
            let page = try await browser.get("/r/team/app/-/images/\(path)")
            guard page.text.contains("http-equiv=\"refresh\"") else { return page }
            await Task.yield()
        }
    }

    @Test(arguments: Setup.Face.allCases)
    func showsDirectoriesAndFiles(_ face: Setup.Face) async throws {
        try await RegistryFixture.run(Setup(face: face, rules: .standard)) { fixture in
            let image = Self.image
            try await fixture.client.push(image, to: "team/app", as: "1.0")
            var browser = Browser(fixture.client)
            let files = "\(image.digest)/files"
            let root = try await get(files, &browser)
            #expect(root.status == 200)
            let order = ["<bdi>bin</bdi>/", "<bdi>etc</bdi>/", "<bdi>tmp</bdi>/", "<bdi>link</bdi>", "<bdi>zero</bdi>"]
            let places = order.compactMap { root.text.firstRange(of: $0)?.lowerBound }
            #expect(places.count == order.count)
            #expect(places == places.sorted())
            #expect(root.text.contains("world-writable"))
            #expect(root.text.contains(#"<a href="/r/team/app/-/images/\#(files)/etc"><bdi>etc</bdi></a>"#))
            #expect(root.text.contains("which the image has not"))
            #expect(try await get("\(files)/bin", &browser).text.contains(#"<span class="file-mark">setuid</span>"#))
            let etc = try await get("\(files)/etc", &browser)
            #expect(!etc.text.contains("<script>"))
            #expect(!etc.text.contains("\u{202e}"))
            #expect(etc.text.contains(#"/files/etc/%E2%80%AE%3Cscript%3E.conf""#))
            let motd = try await get("\(files)/etc/motd", &browser)
            #expect(motd.text.contains("<span>hello &lt;b&gt;</span>\n<span>second</span>\n</pre>"))
            #expect(try await get("\(files)/etc/%E2%80%AE%3Cscript%3E.conf", &browser).status == 200)
            #expect(try await get("\(files)/zero", &browser).text.contains("It is no text"))
        }
    }

    @Test func pathsThatLeadThroughLinksAreFollowed() async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(Self.image, to: "team/app", as: "1.0")
            var browser = Browser(fixture.client)
            let files = "\(Self.image.digest)/files"
            let answer = try await get("\(files)/link/motd", &browser)
            #expect(answer.status == 303)
            #expect(answer.location == "/r/team/app/-/images/\(files)/etc/motd")
        }
    }

    @Test(arguments: [
        "/..", "/etc/..", "/%2e%2e", "/etc/%2E%2E/etc", "/.", "/%00", "/etc%2Fmotd", "/etc/%00motd", "/none",
        "/%FF", "/etc/motd/x", "//etc", "/etc%", "/lost/x",
    ])
    func noOtherPathLeadsToAFile(path: String) async throws {
        try await RegistryFixture.run(.router) { fixture in
            try await fixture.client.push(Self.image, to: "team/app", as: "1.0")
            var browser = Browser(fixture.client)
            let page = try await get("\(Self.image.digest)/files\(path)", &browser)
            #expect(page.status == 404)
            #expect(!page.text.contains("second"))
        }
    }

    @Test func pagesOfAThousand() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let names = (0..<1_001).map { Content.File(path: "f\(10_000 + $0)") }
            let image = Content.files([names])
            try await fixture.client.push(image, to: "team/app", as: "1.0")
            var browser = Browser(fixture.client)
            let first = try await get("\(image.digest)/files", &browser)
            #expect(first.text.contains("<bdi>f10999</bdi>"))
            #expect(!first.text.contains("<bdi>f11000</bdi>"))
            #expect(first.text.contains("files?from=1000"))
            let second = try await get("\(image.digest)/files?from=1000", &browser)
            #expect(second.text.contains("<bdi>f11000</bdi>"))
            #expect(!second.text.contains("files?from=2000"))
            for odd in ["-5", "99999999999999999999", "x", "9223372036854775807"] {
                #expect(try await get("\(image.digest)/files?from=\(odd)", &browser).status == 200)
            }
        }
    }

    @Test func saysWhyFilesCannotBeShown() async throws {
        try await RegistryFixture.run(.router) { fixture in
            let garbage = Content.image()
            try await fixture.client.push(garbage, to: "team/app", as: "1.0")
            try await fixture.client.push(.index([garbage]), to: "team/app", as: "2.0")
            try await fixture.client.push(.artifact(), to: "team/app", as: "3.0")
            var browser = Browser(fixture.client)
            let page = try await get("\(garbage.digest)/files", &browser)
            #expect(page.text.contains("It cannot be read"))
            let index = Content.index([garbage]).digest
            #expect(try await get("\(index)/files", &browser).location == "/r/team/app/-/images/\(index)")
            #expect(try await get("\(Content.artifact().digest)/files", &browser).status == 404)
        }
    }
}
