// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import RegistryDouble
import Testing

extension ClientTests {
    /// podman, skopeo and docker through a registry in front of Debian's docker-registry and of another Holdfast.
    @Suite(.needs("docker-registry"))
    struct UpstreamClientTests {
        private static let repository = "library/app"

        /// The ways to tell podman and skopeo where docker.io's images come from; `FRONT` stands for the registry.
        enum Redirection: String, CaseIterable, Sendable {
            case location = """
                [[registry]]
                prefix = "docker.io"
                location = "FRONT/docker.io"
                insecure = true
                """
            case mirror = """
                [[registry]]
                prefix = "docker.io"
                location = "docker.io"
                [[registry.mirror]]
                location = "FRONT/docker.io"
                insecure = true
                """

            func text(_ registry: RegistryProcess) -> String {
                rawValue.replacing("FRONT", with: registry.authority) + "\n"
            }
        }

        private func succeed(_ outcome: Shell.Outcome) throws {
            guard outcome.status == 0 else { throw Shell.Failed(outcome: outcome) }
        }

        private func publish(_ image: TestImage, at upstream: HTTP, as tag: String) async throws {
            for child in image.children {
                #expect(try await upstream.push(child, to: Self.repository, as: child.digest).status == 201)
            }
            #expect(try await upstream.push(image, to: Self.repository, as: tag).status == 201)
        }

        // MARK: podman and docker

        @Test(.needs("podman", "busybox", "runc"), .needsRoot(to: "run containers on every machine"))
        func podmanPullsByPathAndAgainWithoutTheUpstream() async throws {
            let image = try RunnableImage("one").image
            try await DockerRegistry.run { upstream in
                try await publish(image, at: upstream.http, as: "1.0")
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    try await Podman.run { podman in
                        let name = "\(registry.authority)/docker.io/library/app:1.0"
                        try await expectPull(podman, name)
                        await upstream.stop()
                        try await podman.forgetImages()
                        try await expectPull(podman, name)
                        try await podman.forgetImages()
                        try await expectPull(podman, "\(registry.authority)/docker.io/library/app@\(image.digest)")
                    }
                }
            }
        }

        @Test(
            .needs("podman", "busybox", "runc"),
            .needsRoot(to: "run containers on every machine"),
            arguments: Redirection.allCases
        )
        func podmanPullsUnderTheNameOfTheUpstream(_ redirection: Redirection) async throws {
            let image = try RunnableImage("one").image
            try await DockerRegistry.run { upstream in
                try await publish(image, at: upstream.http, as: "1.0")
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    try await Podman.run(registries: redirection.text(registry)) { podman in
                        try await expectPull(podman, "docker.io/library/app:1.0")
                        await upstream.stop()
                        try await podman.forgetImages()
                        try await expectPull(podman, "docker.io/library/app:1.0")
                    }
                }
            }
        }

        @Test(
            .needs("dockerd", "/usr/bin/docker", "containerd", "busybox", "runc"),
            .needsRoot(to: "run containers on every machine")
        )
        func dockerPullsFromItAsAMirrorAndAgainWithoutTheUpstream() async throws {
            let image = try RunnableImage("one").image
            try await DockerRegistry.run { upstream in
                try await publish(image, at: upstream.http, as: "1.0")
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    try await DockerDaemon.run(arguments: ["--registry-mirror", registry.url]) { docker in
                        try await expectPull(docker, "app:1.0")
                        await upstream.stop()
                        try await docker.forgetImages()
                        try await expectPull(docker, "app:1.0")
                        let tags = try await HTTP(base: registry.url).get("/v2/docker.io/library/app/tags/list")
                        #expect(tags.text.contains(#"["1.0"]"#), "\(tags.text)")
                    }
                }
            }
        }

        private func expectPull(_ engine: some ContainerEngine, _ image: String) async throws {
            try await succeed(engine.pull(image))
            let run = try await engine.run(image)
            #expect(run.output == "one\n", "\(run)")
        }

        // MARK: skopeo

        private func skopeo(_ arguments: [String], in directory: TemporaryDirectory) async throws -> Shell.Outcome {
            try directory.write("auth.json", "{}")
            return try await Shell.run(
                "skopeo",
                arguments,
                environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
            )
        }

        @Test(.needs("skopeo"))
        func skopeoCopiesEveryByteOfAllPlatforms() async throws {
            let directory = try TemporaryDirectory()
            let index = try TestImage(index: [
                "amd64": TestImage(layers: [TarArchive(["app": "amd\n"]).bytes]),
                "arm64": TestImage(layers: [TarArchive(["app": "arm\n"]).bytes], architecture: "arm64"),
            ])
            try ImageLayout.write(["1.0": index], to: directory, "original")
            try await DockerRegistry.run { upstream in
                try await publish(index, at: upstream.http, as: "1.0")
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    let source = "docker://\(registry.authority)/docker.io/library/app:1.0"
                    let options = ["copy", "--all", "--preserve-digests", "--src-tls-verify=false", source]
                    for name in ["first", "again"] {
                        try succeed(await skopeo(options + ["oci:\(directory.path)/\(name):1.0"], in: directory))
                        await upstream.stop()
                    }
                    let inspection = try await skopeo(
                        ["inspect", "--tls-verify=false", source],
                        in: directory
                    )
                    #expect(inspection.status == 0, "\(inspection)")
                }
            }
            let original = try ImageLayout.blobs(in: "\(directory.path)/original")
            #expect(original.count == 7)
            for name in ["first", "again"] {
                #expect(try ImageLayout.blobs(in: "\(directory.path)/\(name)") == original)
            }
        }

        @Test(.needs("skopeo"))
        func skopeoIsToldOnceThatItCannotPushThere() async throws {
            let directory = try TemporaryDirectory()
            let image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            try ImageLayout.write(["1.0": image], to: directory, "in")
            try await DockerRegistry.run { upstream in
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    let target = "docker://\(registry.authority)/docker.io/library/app:1.0"
                    let pushed = try await skopeo(
                        ["copy", "--dest-tls-verify=false", "oci:\(directory.path)/in:1.0", target],
                        in: directory
                    )
                    #expect(pushed.status != 0)
                    #expect(pushed.errors.contains("is not pushed to"), "\(pushed)")
                }
            }
        }

        // MARK: Upstreams that want a login

        @Test func loginOfTheConfigurationOpensAPrivateUpstreamAndNoOtherDoes() async throws {
            let image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            try await DockerRegistry.run(login: ("mirror", "correct horse")) { upstream in
                let basic = Data("mirror:correct horse".utf8).base64EncodedString()
                try await publish(image, at: upstream.http.with(authorization: "Basic \(basic)"), as: "1.0")
                let logins = #"{"auths":{"\#(upstream.authority)":{"auth":"\#(basic)"}}}"#
                let path = "/v2/docker.io/library/app/manifests/1.0"

                // A login in the home of whoever starts the registry is not for its clients.
                try await RegistryProcess.run(before: upstream.authority) {
                    try $0.directory.write(".docker/config.json", logins)
                } _: { registry in
                    let answer = try await HTTP(base: registry.url).get(path)
                    #expect(answer.status == 403, "\(answer.text)")
                    #expect(answer.text.contains("docker.io"))
                }
                try await RegistryProcess.run(before: upstream.authority, settings: ", credentials: logins.json") {
                    try $0.directory.write("logins.json", logins)
                } _: { registry in
                    let answer = try await HTTP(base: registry.url).get(path)
                    #expect(answer.status == 200, "\(answer.text)")
                    #expect(answer.body == image.manifest)
                    for blob in image.blobs {
                        let pulled = try await HTTP(base: registry.url)
                            .get("/v2/docker.io/library/app/blobs/\(sha256(of: blob))")
                        #expect(pulled.body == blob)
                    }
                }
            }
        }

        @Test func anotherHoldfastIsAnUpstreamLikeAnyOther() async throws {
            let image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            let next = try TestImage(layers: [TarArchive(["app": "two\n"]).bytes])
            let rule = "rules: [{change: allow}]"
            try await RegistryProcess.run(configuration: rule) { upstream in
                try await publish(image, at: HTTP(base: upstream.url), as: "1.0")
                try await RegistryProcess.run(before: upstream.authority) { registry in
                    let http = HTTP(base: registry.url)
                    let path = "/v2/docker.io/library/app/manifests/1.0"
                    #expect(try await http.get(path).body == image.manifest)
                    try await publish(next, at: HTTP(base: upstream.url), as: "1.0")
                    let isHeld = try await eventually(within: .seconds(60)) {
                        try await http.get(path).headers.contains(name: "warning")
                    }
                    #expect(isHeld)
                    #expect(try await http.get(path).body == image.manifest)
                    let approved = try await registry.holdfast("holds", "approve", "1", "--reason", "seen")
                    #expect(approved.status == 0, "\(approved)")
                    #expect(try await http.get(path).body == next.manifest)
                }
            }
        }
    }
}
