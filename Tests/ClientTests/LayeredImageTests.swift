// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// Layered images as builders make them, flattened by Holdfast and unpacked by umoci, podman and others.
    @Suite(
        .needs("buildah", "umoci", "skopeo", "busybox"),
        .needsRoot(to: "build images and unpack them with their owners")
    )
    struct LayeredImageTests {
        private struct Digested: Decodable {
            var digest: String
        }

        private let directory: TemporaryDirectory

        init() throws {
            directory = try TemporaryDirectory()
            try directory.write("auth.json", "{}")
        }

        private func holdfast(_ arguments: String...) async throws -> Shell.Outcome {
            try await holdfast(arguments)
        }

        private func holdfast(_ arguments: [String]) async throws -> Shell.Outcome {
            try await Shell.run(
                Machine.holdfast,
                arguments,
                environment: ["HOME": directory.path, "NO_COLOR": "1"],
                directory: directory.path
            )
        }

        private func skopeo(_ source: String, _ destination: String) async throws {
            try await Shell.succeed(
                "skopeo",
                ["copy", "--src-tls-verify=false", "--dest-tls-verify=false", source, destination],
                environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"],
                directory: directory.path
            )
        }

        private func build() async throws {
            try await Buildah().build(
                LayeredImage.writeContext(to: directory, "context"),
                into: "\(directory.path)/layout:1.0"
            )
        }

        private func files(_ image: String) async throws -> FileTree {
            try FileTree(document: try await holdfast("files", image, "--format", "json"))
        }

        @Test func flattensAsUmociUnpacksEntryByEntry() async throws {
            try await build()
            try await Shell.succeed(
                "umoci",
                ["unpack", "--image", "layout:1.0", "bundle"],
                directory: directory.path
            )
            let unpacked = try await FileTree(at: "\(directory.path)/bundle/rootfs")
            #expect(unpacked.count > 300)
            #expect(try await files("oci:layout:1.0").differences(from: unpacked) == [])
        }

        @Test func placesAndEncodingsGiveTheSameFiles() async throws {
            try await build()
            try await RegistryProcess.run { registry in
                let image = "\(registry.authority)/team/app:1.0"
                try await skopeo("oci:layout:1.0", "docker://\(image)")
                try await skopeo("oci:layout:1.0", "oci-archive:oci.tar:1.0")
                try await skopeo("oci:layout:1.0", "docker-archive:docker.tar:team/app:1.0")
                try await Shell.succeed("gzip", ["-k", "docker.tar"], directory: directory.path)
                try await Shell.succeed(
                    "skopeo",
                    ["copy", "--dest-compress-format", "zstd", "oci:layout:1.0", "oci:zstd:1.0"],
                    directory: directory.path
                )
                let layout = try await files("oci:layout:1.0")
                let others = [
                    image, "oci-archive:oci.tar", "docker-archive:docker.tar", "docker-archive:docker.tar.gz",
                    "oci:zstd:1.0",
                ]
                for other in others {
                    #expect(try await files(other).differences(from: layout) == [], "\(other)")
                    let outcome = try await holdfast("diff", "oci:layout:1.0", other, "--strict", "--format", "json")
                    #expect(outcome.status == 0, "\(outcome)")
                    let verdict = try outcome.decode(Verdict.self).verdict
                    #expect(verdict == "same-files" || verdict == "identical", "\(other): \(verdict)")
                }
            }
        }

        private struct Verdict: Decodable {
            var verdict: String
        }

        @Test func copiesAreReadByOthersWithTheSameDigest() async throws {
            try await build()
            try await RegistryProcess.run { registry in
                let image = "\(registry.authority)/team/app:1.0"
                for target in [image, "oci:copy:1.0", "oci-archive:copy.tar:1.0", "docker-archive:save.tar:app:1.0"] {
                    let copied = try await holdfast("copy", "oci:layout:1.0", target)
                    #expect(copied.status == 0, "\(copied)")
                }
                let original = try ImageLayout.blobs(in: "\(directory.path)/layout")
                #expect(try ImageLayout.blobs(in: "\(directory.path)/copy") == original)
                try await skopeo("docker://\(image)", "oci:pulled:1.0")
                #expect(try ImageLayout.blobs(in: "\(directory.path)/pulled") == original)
                try await skopeo("oci-archive:copy.tar:1.0", "oci:unpacked:1.0")
                #expect(try ImageLayout.blobs(in: "\(directory.path)/unpacked") == original)
                try await skopeo("docker-archive:save.tar", "oci:loaded:1.0")
                let loaded = try await files("oci:loaded:1.0")
                #expect(try await files("oci:layout:1.0").differences(from: loaded) == [])

                let resolved = try await holdfast("resolve", image)
                let digest = try await Shell.succeed(
                    "skopeo",
                    ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", "docker://\(image)"],
                    environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
                ).line
                #expect(resolved.line == "\(image)@\(digest)")
            }
        }

        @Test func unpackedTreeIsVerifiedFileByFile() async throws {
            try await build()
            try await Shell.succeed(
                "umoci",
                ["unpack", "--image", "layout:1.0", "bundle"],
                directory: directory.path
            )
            let root = "\(directory.path)/bundle/rootfs"
            let untouched = try await holdfast("verify", "oci:layout:1.0", "--rootfs", root)
            #expect(untouched.status == 0, "\(untouched)")
            try Data("evil\n".utf8).write(to: URL(fileURLWithPath: "\(root)/bin/extra"))
            #expect(chmod("\(root)/lib/z", 0o4755) == 0)
            let changed = try await holdfast("verify", "oci:layout:1.0", "--rootfs", root, "--format", "json")
            #expect(changed.status == 1, "\(changed)")
            let paths = try changed.decode(Verification.self).rootfs.differences.map(\.path)
            #expect(paths == ["/bin/extra", "/lib/z"])
        }

        @Test(.needs("podman", "runc"))
        func runningContainerIsComparedWithItsImage() async throws {
            try await build()
            try await RegistryProcess.run { registry in
                let image = "\(registry.authority)/team/app:1.0"
                try await skopeo("oci:layout:1.0", "docker://\(image)")
                try await Podman.run { podman in
                    let pulled = try await podman.pull(image)
                    guard pulled.status == 0 else { throw Shell.Failed(outcome: pulled) }
                    let started = try await podman.podman(
                        ["run", "--detach", "--network", "none", "--pull", "never", image, "/bin/sleep", "600"]
                    )
                    guard started.status == 0 else { throw Shell.Failed(outcome: started) }
                    try await podman.serving { try await compare(started.line, of: image, podman, socket: $0) }
                    try await podman.podman(["rm", "--force", "--time", "0", started.line])
                }
            }
        }

        private func compare(_ container: String, of image: String, _ podman: Podman, socket: String) async throws {
            let check = ["verify", image, "--container", container, "--engine", socket]
            let untouched = try await holdfast(check)
            #expect(untouched.status == 0, "\(untouched)")
            try await podman.podman(["exec", container, "/bin/sh", "-c", "echo evil > /opt/a/new; rm /lib/z"])
            let changed = try await holdfast(check + ["--format", "json"])
            #expect(changed.status == 1, "\(changed)")
            let paths = try changed.decode(Verification.self).rootfs.differences.map(\.path)
            #expect(paths == ["/lib/z", "/opt/a/new"])
            let unknown = try await holdfast(["verify", image, "--container", "none", "--engine", socket])
            #expect(unknown.status == 2, "\(unknown)")
        }

        private struct Verification: Decodable {
            struct Rootfs: Decodable {
                struct Difference: Decodable {
                    var path: String
                }

                var differences: [Difference]
            }

            var rootfs: Rootfs
        }

        @Test func everyByteIsHashedAgain() async throws {
            try await build()
            let intact = try await holdfast("verify", "oci:layout:1.0", "--content")
            #expect(intact.status == 0, "\(intact)")
            let blobs = try ImageLayout.blobs(in: "\(directory.path)/layout")
            let largest = try #require(blobs.max { $0.value.count < $1.value.count })
            var bytes = largest.value
            bytes[bytes.count / 2] ^= 1
            let file = URL(fileURLWithPath: "\(directory.path)/layout/blobs/sha256/\(largest.key)")
            try bytes.write(to: file)
            let corrupt = try await holdfast("verify", "oci:layout:1.0", "--content")
            #expect(corrupt.status == 6, "\(corrupt)")
            #expect(corrupt.output.contains(largest.key), "\(corrupt)")
        }
    }
}
