// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// What people do with podman and docker, against a registry with users.
    @Suite(.needs("busybox", "runc"), .needsRoot(to: "run containers on every machine"))
    struct EngineTests {
        private static let configuration = """
            access:
              - users: [ci]
                repositories: ["team/**"]
                can: [pull, push]
              - users: [ann]
                can: [pull, push, delete, approve, admin]
            """
        private static let ci = (name: "ci", password: "correct horse")
        private static let ann = (name: "ann", password: "battery staple")

        @Test(.needs("podman"))
        func podmanSeesItsPushHeldAndTheOldContentServedUntilItIsApproved() async throws {
            try await Podman.run { try await story($0) }
        }

        @Test(.needs("dockerd", "/usr/bin/docker", "containerd"))
        func dockerSeesItsPushHeldAndTheOldContentServedUntilItIsApproved() async throws {
            try await DockerDaemon.run { try await story($0) }
        }

        private func story(_ engine: some ContainerEngine) async throws {
            let directory = try TemporaryDirectory()
            try await RegistryProcess.run(configuration: Self.configuration, users: [Self.ci, Self.ann]) { registry in
                let image = "\(registry.authority)/team/app:1.0"
                let one = try BusyBoxImage.writeContext(version: "one", to: directory, "one")
                let other = try BusyBoxImage.writeContext(version: "other", to: directory, "other")

                try await signIn(engine, registry)
                try await succeed(engine.build(one, as: image))
                try await succeed(engine.push(image))
                let first = try await meaning(of: "1.0", registry)
                try await engine.export(image, to: "\(directory.path)/built.tar")

                try await succeed(engine.build(other, as: image))
                let held = try await engine.push(image)
                #expect(held.status != 0)
                let hold = try #require(try await holds(registry).first)
                HeldPush(from: first, to: hold.to, hold: hold.id).expectOneMessage(in: held, registry)
                #expect(hold.from == first)

                try await expectPull(engine, image, toRun: "one\nbuilt\n")
                try await engine.export(image, to: "\(directory.path)/pulled.tar")
                let built = try await FileTree(archive: "\(directory.path)/built.tar")
                let pulled = try await FileTree(archive: "\(directory.path)/pulled.tar")
                #expect(built.count > 3)
                #expect(pulled.differences(from: built) == [])

                try await approve(hold, registry)
                #expect(try await meaning(of: "1.0", registry) == hold.to)
                try await expectPull(engine, image, toRun: "other\nbuilt\n")
                let byDigest = "\(registry.authority)/team/app@\(first)"
                try await expectPull(engine, byDigest, toRun: "one\nbuilt\n")
                try await expectHistory(registry, from: first, to: hold.to)
            }
        }

        private func signIn(_ engine: some ContainerEngine, _ registry: RegistryProcess) async throws {
            let wrong = try await engine.login(Self.ci.name, password: "guess", to: registry.authority)
            #expect(wrong.status != 0)
            #expect(wrong.errors.contains("unauthorized") || wrong.errors.contains("invalid username"), "\(wrong)")
            let stranger = try await engine.pull("\(registry.authority)/team/app:1.0")
            #expect(stranger.status != 0)
            #expect(stranger.errors.contains("unauthorized"), "\(stranger)")
            try await succeed(engine.login(Self.ci.name, password: Self.ci.password, to: registry.authority))
        }

        private func expectPull(_ engine: some ContainerEngine, _ image: String, toRun output: String) async throws {
            try await engine.forgetImages()
            try await succeed(engine.pull(image))
            let run = try await engine.run(image)
            #expect(run.output == output, "\(run)")
        }

        private func approve(_ hold: HoldsDocument.Hold, _ registry: RegistryProcess) async throws {
            let byPusher = try await registry.holdfast(
                ["holds", "approve", "\(hold.id)", "--username", "ci", "--password-stdin"],
                input: Self.ci.password
            )
            #expect(byPusher.status == 4, "\(byPusher)")
            let byAnn = try await registry.holdfast(
                ["holds", "approve", "\(hold.id)", "--reason", "seen", "--username", "ann", "--password-stdin"],
                input: Self.ann.password
            )
            #expect(byAnn.status == 0, "\(byAnn)")
        }

        private func expectHistory(_ registry: RegistryProcess, from: String, to: String) async throws {
            let history = try await registry.holdfast(
                "history",
                "team/app:1.0",
                "--format",
                "json",
                "--creds",
                "ann:\(Self.ann.password)"
            ).decode(HistoryDocument.self)
            #expect(history.events.map(\.event) == ["approved", "held", "created"])
            #expect(history.events.map(\.actor) == ["ann", "ci", "ci"])
            #expect(history.events.map(\.digest) == [to, to, from])
            #expect(history.events.map(\.index) == [2, 1, 0])
            #expect(history.events.first?.reason == "seen")
        }

        private func holds(_ registry: RegistryProcess) async throws -> [HoldsDocument.Hold] {
            try await registry.holdfast("holds", "--format", "json", "--creds", "ann:\(Self.ann.password)")
                .decode(HoldsDocument.self).holds
        }

        private func meaning(of tag: String, _ registry: RegistryProcess) async throws -> String {
            struct Tags: Decodable {
                struct Tag: Decodable {
                    var tag: String
                    var digest: String
                }
                var tags: [Tag]
            }
            let tags = try await registry.holdfast(
                "ls",
                "team/app",
                "--format",
                "json",
                "--creds",
                "ann:\(Self.ann.password)"
            ).decode(Tags.self).tags
            return try #require(tags.first { $0.tag == tag }).digest
        }

        private func succeed(_ outcome: Shell.Outcome) throws {
            guard outcome.status == 0 else { throw Shell.Failed(outcome: outcome) }
        }
    }
}
