// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    @Suite(.needs("skopeo"))
    struct SkopeoTests {
        private let directory: TemporaryDirectory
        private let first: TestImage
        private let second: TestImage

        init() throws {
            directory = try TemporaryDirectory()
            try directory.write("auth.json", "{}")
            let base = TarArchive(["etc/os-release": "ID=none\n"]).bytes
            first = try TestImage(layers: [base, TarArchive(["app": "one\n"]).bytes], labels: ["version": "1.0"])
            second = try TestImage(layers: [base, TarArchive(["app": "two\n"]).bytes], labels: ["version": "1.0"])
        }

        private func skopeo(_ arguments: String...) async throws -> Shell.Outcome {
            try await skopeo(arguments)
        }

        private func skopeo(_ arguments: [String], input: String? = nil) async throws -> Shell.Outcome {
            // The logins of whoever runs the tests stay out of them.
            let environment = ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
            return try await Shell.run("skopeo", arguments, environment: environment, input: input)
        }

        private func copy(_ source: String, _ destination: String, _ options: String...) async throws -> Shell.Outcome {
            let transport = ["--src-tls-verify=false", "--dest-tls-verify=false", "--preserve-digests"]
            return try await skopeo(["copy"] + transport + options + [source, destination])
        }

        @Test func copiesInAndOutKeepingEveryByte() async throws {
            try ImageLayout.write(["1.0": first], to: directory, "in")
            try await RegistryProcess.run { registry in
                let image = "docker://\(registry.authority)/team/app"
                let pushed = try await copy("oci:\(directory.path)/in:1.0", "\(image):1.0")
                #expect(pushed.status == 0, "\(pushed)")
                let pulled = try await copy("\(image):1.0", "oci:\(directory.path)/out:1.0")
                #expect(pulled.status == 0, "\(pulled)")
                let byDigest = try await copy("\(image)@\(first.digest)", "oci:\(directory.path)/again:1.0")
                #expect(byDigest.status == 0, "\(byDigest)")
            }
            let original = try ImageLayout.blobs(in: "\(directory.path)/in")
            #expect(original.count == 4)
            #expect(try ImageLayout.blobs(in: "\(directory.path)/out") == original)
            #expect(try ImageLayout.blobs(in: "\(directory.path)/again") == original)
        }

        @Test func copiesAllPlatformsOfAnIndex() async throws {
            let arm = try TestImage(layers: [TarArchive(["app": "arm\n"]).bytes], architecture: "arm64")
            let index = try TestImage(index: ["amd64": first, "arm64": arm])
            try ImageLayout.write(["1.0": index], to: directory, "in")
            try await RegistryProcess.run { registry in
                let image = "docker://\(registry.authority)/team/app:1.0"
                let pushed = try await copy("oci:\(directory.path)/in:1.0", image, "--all")
                #expect(pushed.status == 0, "\(pushed)")
                let pulled = try await copy(image, "oci:\(directory.path)/out:1.0", "--all")
                #expect(pulled.status == 0, "\(pulled)")
                let one = try await copy(image, "oci:\(directory.path)/one:1.0", "--override-arch=arm64")
                #expect(one.status == 0, "\(one)")
            }
            #expect(
                try ImageLayout.blobs(in: "\(directory.path)/out") == ImageLayout.blobs(in: "\(directory.path)/in")
            )
            let hex = String(arm.digest.dropFirst("sha256:".count))
            #expect(try ImageLayout.blobs(in: "\(directory.path)/one")[hex] == arm.manifest)
        }

        @Test func inspectsListsAndDeletes() async throws {
            struct Inspection: Decodable {
                var digest: String
                var tags: [String]
                var labels: [String: String]

                enum CodingKeys: String, CodingKey {
                    case digest = "Digest"
                    case tags = "RepoTags"
                    case labels = "Labels"
                }
            }
            struct Tags: Decodable {
                var tags: [String]

                enum CodingKeys: String, CodingKey {
                    case tags = "Tags"
                }
            }
            try ImageLayout.write(["1.0": first, "2.0": second], to: directory, "in")
            try await RegistryProcess.run { registry in
                let image = "docker://\(registry.authority)/team/app"
                for tag in ["1.0", "2.0"] {
                    let pushed = try await copy("oci:\(directory.path)/in:\(tag)", "\(image):\(tag)")
                    #expect(pushed.status == 0, "\(pushed)")
                }
                let inspection = try await skopeo("inspect", "--tls-verify=false", "\(image):1.0")
                    .decode(Inspection.self)
                #expect(inspection.digest == first.digest)
                #expect(inspection.tags == ["1.0", "2.0"])
                #expect(inspection.labels == ["version": "1.0"])
                let raw = try await skopeo("inspect", "--raw", "--tls-verify=false", "\(image)@\(second.digest)")
                #expect(raw.output == String(decoding: second.manifest, as: UTF8.self))

                let deleted = try await skopeo("delete", "--tls-verify=false", "\(image):1.0")
                #expect(deleted.status == 0, "\(deleted)")
                let tags = try await skopeo("list-tags", "--tls-verify=false", image).decode(Tags.self)
                #expect(tags.tags == ["2.0"])
                let gone = try await skopeo("inspect", "--tls-verify=false", "\(image):1.0")
                #expect(gone.status != 0)
                #expect(gone.errors.contains("manifest unknown"), "\(gone)")
            }
        }

        @Test func isToldInOneMessageThatAPushIsHeld() async throws {
            try ImageLayout.write(["1.0": first, "other": second], to: directory, "in")
            try await RegistryProcess.run { registry in
                let image = "docker://\(registry.authority)/team/app:1.0"
                _ = try await copy("oci:\(directory.path)/in:1.0", image)
                let held = try await copy("oci:\(directory.path)/in:other", image)
                #expect(held.status != 0)
                HeldPush(from: first.digest, to: second.digest, hold: 1).expectOneMessage(in: held, registry)
                let pulled = try await skopeo("inspect", "--raw", "--tls-verify=false", image)
                #expect(pulled.output == String(decoding: first.manifest, as: UTF8.self))
            }
        }

        @Test func signsInThroughTheTokenFlow() async throws {
            try ImageLayout.write(["1.0": first], to: directory, "in")
            try await RegistryProcess.run(users: [("ci", "correct horse")]) { registry in
                let image = "docker://\(registry.authority)/team/app:1.0"
                let stranger = try await copy("oci:\(directory.path)/in:1.0", image)
                #expect(stranger.status != 0)
                #expect(stranger.errors.contains("unauthorized"), "\(stranger)")
                let login = try await skopeo(
                    ["login", "--tls-verify=false", "-u", "ci", "--password-stdin", registry.authority],
                    input: "correct horse"
                )
                #expect(login.status == 0, "\(login)")
                let pushed = try await copy("oci:\(directory.path)/in:1.0", image)
                #expect(pushed.status == 0, "\(pushed)")
            }
        }
    }
}
