// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import NIOCore
import OCIModel
import Registry
import Storage
import Testing

@Suite struct ImageFilesTests {
    /// Longer than any reading of these images takes, and never waited out.
    private static let patience = Duration.seconds(300)

    private func tree(_ image: Image, _ test: TestRegistry) async throws -> ImageTree {
        let reading = try await test.registry.imageFiles(image.digest, in: .app, by: .eve, patience: Self.patience)
        guard case .ready(let tree) = reading else {
            Issue.record("not ready: \(reading)")
            throw Fault.onPurpose
        }
        return tree
    }

    private func failure(_ image: Image, _ test: TestRegistry) async throws -> String {
        let reading = try await test.registry.imageFiles(image.digest, in: .app, by: .eve, patience: Self.patience)
        guard case .failed(let reason) = reading else {
            Issue.record("not failed: \(reading)")
            return ""
        }
        return reason
    }

    @Test(arguments: Stores.allCases)
    func listsDirectoriesFirst(stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let image = FileImage.image([
                [
                    .directory("usr"), .file("usr/a", "1"), .file("usr-local", "2"), .directory("usr/lib"),
                    .file("b", "3"),
                ],
                [.directory("usr.d"), .file("usr/lib/x", "4"), .file("usr/.wh.a", "")],
            ])
            try await test.push(image, as: "1.0")
            let tree = try await tree(image, test)
            let root = tree.page(of: "/", from: 0, limit: 100)
            #expect(root.files.map(\.path) == ["/usr", "/usr.d", "/b", "/usr-local"])
            #expect(root.count == 4)
            #expect(tree.page(of: "/usr", from: 0, limit: 100).files.map(\.path) == ["/usr/lib"])
            #expect(tree.page(of: "/usr/lib", from: 0, limit: 100).files.map(\.path) == ["/usr/lib/x"])
            #expect(tree.page(of: "/usr.d", from: 0, limit: 100).count == 0)
            #expect(tree.page(of: "/nothing", from: 0, limit: 100).count == 0)
            #expect(tree.isDirectory("/"))
            #expect(tree.isDirectory("/usr"))
            #expect(!tree.isDirectory("/b"))
            #expect(!tree.isDirectory("/none"))
        }
    }

    @Test func pagesOfADirectoryAreAllOfIt() async throws {
        try await withRegistry(.memory) { test in
            let names = (0..<250).map { "d/f\(1_000 + $0)" }
            let image = FileImage.image([names.map { .file(ByteString($0.utf8), $0) } + [.file("d/e/deep", "")]])
            try await test.push(image, as: "1.0")
            let tree = try await tree(image, test)
            var seen: [ByteString] = []
            for start in stride(from: 0, to: 300, by: 100) {
                let page = tree.page(of: "/d", from: start, limit: 100)
                #expect(page.count == 251)
                seen += page.files.map(\.path)
            }
            #expect(seen.count == 251)
            #expect(Set(seen).count == 251)
            #expect(seen.first == "/d/e")
        }
    }

    @Test func readsSmallFilesByEveryName() async throws {
        try await withRegistry(.memory) { test in
            let image = FileImage.image([
                [.directory("usr/lib"), .symlink("lib", to: "usr/lib"), .file("etc/motd", "below\n")],
                [
                    .file("lib/through", "by way of a link"), .file("etc/motd", "hello\n"),
                    .hardLink("etc/again", to: "etc/motd"), .file("etc/empty", ""),
                ],
            ])
            try await test.push(image, as: "1.0")
            let expected: [(ByteString, String)] = [
                ("/etc/motd", "hello\n"), ("/etc/again", "hello\n"), ("/usr/lib/through", "by way of a link"),
                ("/etc/empty", ""),
            ]
            for (path, content) in expected {
                let reading = try await test.registry.imageFile(
                    at: path,
                    of: image.digest,
                    in: .app,
                    by: .eve,
                    patience: Self.patience
                )
                guard case .ready(let bytes) = reading else {
                    Issue.record("\(path): \(reading)")
                    continue
                }
                #expect(String(decoding: bytes, as: UTF8.self) == content)
            }
        }
    }

    @Test(arguments: ["/etc", "/link", "/none", "/big"])
    func whatIsNoSmallFileIsNotRead(path: String) async throws {
        try await withRegistry(.memory) { test in
            let big = String(repeating: "x", count: Int(Registry.maximumShownFile) + 1)
            let image = FileImage.image([
                [.directory("etc"), .symlink("link", to: "/etc/shadow"), .file("big", big)]
            ])
            try await test.push(image, as: "1.0")
            let code = try await refusal {
                _ = try await test.registry.imageFile(
                    at: ByteString(path.utf8),
                    of: image.digest,
                    in: .app,
                    by: .eve,
                    patience: Self.patience
                )
            }
            #expect(code == .requestInvalid)
        }
    }

    @Test func saysWhyFilesCannotBeRead() async throws {
        try await withRegistry(.memory) { test in
            let escaping = FileImage.image([[.file("../../etc/passwd", "x")]])
            let lying = FileImage.image([[.file("a", "a")]], diffIDs: [Digest(of: Array("other".utf8))])
            let garbage = Image("garbage", ["not an archive"])
            for image in [escaping, lying, garbage] { try await test.store(image) }
            #expect(try await failure(escaping, test).contains("leads out of the root"))
            #expect(try await failure(lying, test).contains("hashes to"))
            #expect(try await failure(garbage, test).contains("cannot be read"))
            let index = Image(index: [lying])
            try await test.push(index, as: "2.0")
            #expect(try await failure(index, test).contains("is an index"))
        }
    }

    @Test func knowsNothingOfOtherRepositories() async throws {
        try await withRegistry(.memory) { test in
            let image = FileImage.image([[.file("a", "a")]])
            try await test.push(image, as: "1.0", in: "other/app")
            let code = try await refusal { _ = try await test.registry.imageFiles(image.digest, in: .app, by: .eve) }
            #expect(code == .manifestUnknown)
        }
    }
}
