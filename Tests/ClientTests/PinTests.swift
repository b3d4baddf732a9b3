// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import Testing

extension ClientTests {
    /// Files that refer to images, against registries that run: Holdfast, and Debian's docker-registry.
    struct PinTests {
        private static let rules = "rules: [{change: allow}]"

        private let old: TestImage
        private let new: TestImage
        private let amd64: TestImage

        init() throws {
            amd64 = try TestImage(layers: [TarArchive(["app": "amd64\n"]).bytes])
            let arm64 = try TestImage(layers: [TarArchive(["app": "arm64\n"]).bytes], architecture: "arm64")
            let moved = try TestImage(layers: [TarArchive(["app": "arm64, again\n"]).bytes], architecture: "arm64")
            old = try TestImage(index: ["amd64": amd64, "arm64": arm64])
            new = try TestImage(index: ["amd64": amd64, "arm64": moved])
        }

        private func push(_ index: TestImage, to http: HTTP, _ repository: String, _ tag: String) async throws {
            for child in index.children {
                #expect(try await http.push(child, to: repository, as: child.digest).status == 201)
            }
            #expect(try await http.put(manifest: index, to: repository, as: tag).status == 201)
        }

        private func files(_ host: String) -> [String: String] {
            [
                "Dockerfile":
                    "# syntax=\(host)/team/app:1\nFROM \(host)/team/app:1 AS build\r\nCOPY --from=build /a /b",
                "compose.yaml": "services:\n  web:\n    image: '\(host)/team/app:1' # the web\n",
                "deploy/web.yaml": """
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  containers:
                    - {name: web, image: "\(host)/team/app:1"}

                """,
            ]
        }

        private func judged(_ outcome: Shell.Outcome) throws -> JudgedDocument {
            try outcome.decode(JudgedDocument.self)
        }

        private func pinUpdateRollBackUnpin(_ http: HTTP, _ host: String) async throws {
            try await push(old, to: http, "team/app", "1")
            let files = files(host)
            let project = try Project(files)
            let check = try await project.holdfast("pin", "--check", ".", "--format", "json")
            #expect(check.status == 1, "\(check)")
            #expect(try judged(check).statuses == ["unpinned", "unpinned", "unpinned", "unpinned"])

            let pinned = try await project.holdfast("pin", ".")
            #expect(pinned.status == 0, "\(pinned)")
            for (name, text) in files {
                let expected = text.replacing("team/app:1", with: "team/app:1@\(old.digest)")
                #expect(try project.text(name) == expected)
            }
            #expect(try await project.holdfast("pin", "--check", ".").status == 0)
            let holds = try await project.holdfast("verify", ".", "--format", "json")
            #expect(holds.status == 0, "\(holds)")
            #expect(Set(try judged(holds).statuses) == ["pinned"])

            try await push(new, to: http, "team/app", "1")
            let drifted = try await project.holdfast("verify", ".", "--format", "json")
            #expect(drifted.status == 1)
            #expect(Set(try judged(drifted).statuses) == ["drifted"])
            #expect(try judged(drifted).references.first?.current == new.digest)
            let unmoved = try await project.holdfast("verify", ".", "--platform", "linux/amd64", "--format", "json")
            #expect(unmoved.status == 0, "\(unmoved)")
            #expect(try judged(unmoved).references.first?.message == "the index moved, linux/amd64 did not")
            #expect(try await project.holdfast("verify", ".", "--platform", "linux/arm64").status == 1)

            let dry = try await project.holdfast("pin", "--update", "--dry-run", "compose.yaml")
            #expect(dry.status == 0, "\(dry)")
            #expect(dry.output.contains("+    image: '\(host)/team/app:1@\(new.digest)' # the web\n"))
            #expect(try project.text("compose.yaml").contains(old.digest))
            #expect(try await project.holdfast("pin", "--update", ".").status == 0)
            #expect(try await project.holdfast("verify", ".").status == 0)

            let back = try await project.holdfast("pin", "--to", "\(host)/team/app:1@\(old.digest)", ".")
            #expect(back.status == 0, "\(back)")
            #expect(try project.text("deploy/web.yaml").contains(old.digest))
            #expect(try await project.holdfast("pin", "--unpin", ".").status == 0)
            for (name, text) in files { #expect(try project.text(name) == text) }
        }

        @Test func pinsUpdatesRollsBackAndUnpinsAgainstHoldfast() async throws {
            try await RegistryProcess.run(configuration: Self.rules) { registry in
                try await pinUpdateRollBackUnpin(HTTP(base: registry.url), registry.authority)
            }
        }

        @Test(.needs("docker-registry")) func pinsUpdatesRollsBackAndUnpinsAgainstDockerRegistry() async throws {
            try await DockerRegistry.run { registry in
                try await pinUpdateRollBackUnpin(registry.http, registry.authority)
            }
        }

        @Test(.needs("docker-registry")) func tellsOnePlatformsImageAndADigestThatIsGone() async throws {
            try await DockerRegistry.run { registry in
                try await push(old, to: registry.http, "team/app", "1")
                let host = registry.authority
                let project = try Project([
                    "Dockerfile": "FROM \(host)/team/app:1@\(amd64.digest)\n",
                    "gone/Dockerfile": "FROM \(host)/team/app@sha256:\(String(repeating: "0", count: 64))\n",
                ])
                let outcome = try await project.holdfast("verify", ".", "--format", "json")
                #expect(outcome.status == 1, "\(outcome)")
                #expect(try judged(outcome).statuses == ["platform-pin", "drifted"])
            }
        }

        @Test func aTagThatIsNotThereLeavesEveryFileAsItIs() async throws {
            try await RegistryProcess.run(configuration: Self.rules) { registry in
                try await push(old, to: HTTP(base: registry.url), "team/app", "1")
                let host = registry.authority
                let compose = "services:\n  a: {image: \(host)/team/app:1}\n  b: {image: \(host)/team/app:none}\n"
                let project = try Project(["compose.yaml": compose])
                let blocked = try await project.holdfast("pin", ".")
                #expect(blocked.status == 7, "\(blocked)")
                #expect(blocked.output.contains("compose.yaml:3:14"), "\(blocked)")
                #expect(try project.text("compose.yaml") == compose)
                #expect(try await project.holdfast("pin", ".", "--keep-going").status == 7)
                let expected = compose.replacing("team/app:1", with: "team/app:1@\(old.digest)")
                #expect(try project.text("compose.yaml") == expected)
                #expect(try await project.holdfast("pin", "--check", ".").status == 1)
            }
        }

        @Test func aRegistryThatIsDownLeavesEveryFileAsItIsAndSaysWhatWasNotJudged() async throws {
            let files = ["Dockerfile": "FROM 127.0.0.1:1/team/app:1\n", "compose.yaml": "services: {}\n"]
            let project = try Project(files)
            let outcome = try await project.holdfast("pin", ".")
            #expect(outcome.status == 3, "\(outcome)")
            #expect(outcome.output.contains("Dockerfile:1:6"), "\(outcome)")
            #expect(try project.text("Dockerfile") == files["Dockerfile"])
        }

        @Test func aLoginThatIsMissingEndsWithFourAndOneFromAFileIsTaken() async throws {
            let configuration = "rules: [{change: allow}]\naccess: [{users: [ann], can: [pull, push]}]"
            try await RegistryProcess.run(configuration: configuration, users: [("ann", "secret-of-ann")]) { registry in
                let login = "Basic " + Data("ann:secret-of-ann".utf8).base64EncodedString()
                for blob in amd64.blobs {
                    let answer = try await HTTP(base: registry.url).send(
                        .POST,
                        "/v2/team/app/blobs/uploads/?digest=\(sha256(of: blob))",
                        headers: ["Authorization": login, "Content-Type": "application/octet-stream"],
                        body: blob
                    )
                    #expect(answer.status == 201)
                }
                let pushed = try await HTTP(base: registry.url).send(
                    .PUT,
                    "/v2/team/app/manifests/1",
                    headers: ["Authorization": login, "Content-Type": amd64.mediaType],
                    body: amd64.manifest
                )
                #expect(pushed.status == 201)
                let host = registry.authority
                let project = try Project(["Dockerfile": "FROM \(host)/team/app:1\n"])
                #expect(try await project.holdfast("pin", ".").status == 4)
                #expect(try project.text("Dockerfile") == "FROM \(host)/team/app:1\n")
                _ = try project.directory.directory(".docker")
                let token = Data("ann:secret-of-ann".utf8).base64EncodedString()
                let logins = "{\"auths\": {\"\(host)\": {\"auth\": \"\(token)\"}}}"
                try project.directory.write(".docker/config.json", Data(logins.utf8))
                #expect(try await project.holdfast("pin", "Dockerfile").status == 0)
                #expect(try await project.holdfast("verify", "Dockerfile").status == 0)
            }
        }

        @Test func locksWhatFilesMeanAndWritesTheLockIntoThem() async throws {
            try await RegistryProcess.run(configuration: Self.rules) { registry in
                let http = HTTP(base: registry.url)
                try await push(old, to: http, "team/app", "1")
                let project = try Project(files(registry.authority))
                let made = try await project.holdfast("lock")
                #expect(made.status == 0, "\(made)")
                let lock = try project.text("holdfast.lock")
                #expect(lock.contains(old.digest) && lock.contains(amd64.digest) && lock.contains("\"log\""), "\(lock)")
                #expect(try await project.holdfast("lock", "--check").status == 0)
                #expect(try await project.holdfast("verify", ".").status == 0)
                #expect(try await project.holdfast("lock").status == 0)
                #expect(try project.text("holdfast.lock") == lock)

                try await push(new, to: http, "team/app", "1")
                #expect(try await project.holdfast("verify", ".").status == 1)
                #expect(try await project.holdfast("lock").status == 0)
                #expect(try project.text("holdfast.lock") == lock)
                let pinned = try await project.holdfast("pin", ".", "--locked")
                #expect(pinned.status == 0, "\(pinned)")
                #expect(try project.text("compose.yaml").contains(old.digest))
                #expect(try await project.holdfast("lock", "--check").status == 0)

                let upgraded = try await project.holdfast("lock", "--upgrade")
                #expect(upgraded.status == 0, "\(upgraded)")
                #expect(try project.text("holdfast.lock").contains("\"previous\": \"\(old.digest)\""))
                #expect(try await project.holdfast("lock", "--check").status == 1)
            }
        }

        @Test func filtersAManifestOnItsWayToTheCluster() async throws {
            try await RegistryProcess.run(configuration: Self.rules) { registry in
                try await push(old, to: HTTP(base: registry.url), "team/app", "1")
                let project = try Project(files(registry.authority))
                let manifest = try project.text("deploy/web.yaml")
                let outcome = try await project.holdfast("pin", "-", "--as", "kubernetes", input: manifest)
                #expect(outcome.status == 0, "\(outcome)")
                #expect(outcome.output == manifest.replacing("app:1", with: "app:1@\(old.digest)"))
                let tree = try await project.holdfast("pin", ".", "--output", "out")
                #expect(tree.status == 0, "\(tree)")
                #expect(try project.text("out/deploy/web.yaml") == outcome.output)
                #expect(try project.text("deploy/web.yaml") == manifest)
            }
        }
    }
}
