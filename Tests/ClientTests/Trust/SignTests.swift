// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// Keys and signatures of the command line against a running server, judged by programs of others.
    @Suite(.needs("openssl", "skopeo"))
    struct SignTests {
        private struct Companion: Decodable {
            struct Layer: Decodable {
                var digest: String
                var annotations: [String: String]
            }

            var layers: [Layer]
        }

        private let directory: TemporaryDirectory
        private let image: TestImage
        private let other: TestImage

        init() throws {
            directory = try TemporaryDirectory()
            try directory.write("auth.json", "{}")
            image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            other = try TestImage(layers: [TarArchive(["app": "two\n"]).bytes])
        }

        private func holdfast(_ registry: RegistryProcess, _ arguments: String...) async throws -> Shell.Outcome {
            try await Shell.run(
                Machine.holdfast,
                arguments,
                environment: [
                    "HOLDFAST_SERVER": registry.url, "HOME": directory.path, "NO_COLOR": "1",
                    "COSIGN_PASSWORD": "secret",
                ],
                directory: directory.path
            )
        }

        /// A registry with a signed image, and the keys `release` and `ci`, of which the first signed.
        private func withSigned(
            configuration: String = "",
            _ body: (RegistryProcess) async throws -> Void
        ) async throws {
            try await RegistryProcess.run(configuration: configuration) { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.push(image, to: "team/app", as: "1.0").status == 201)
                for key in ["release", "ci"] {
                    let made = try await holdfast(registry, "key", "generate", "--output", key)
                    #expect(made.status == 0, "\(made)")
                }
                let signed = try await holdfast(registry, "sign", "team/app:1.0", "--key", "release.key")
                #expect(signed.status == 0, "\(signed)")
                try await body(registry)
            }
        }

        @Test func opensslVerifiesThePayload() async throws {
            try await withSigned { registry in
                let http = HTTP(base: registry.url)
                let tag = image.digest.replacing(":", with: "-") + ".sig"
                let companion = try await http.get("/v2/team/app/manifests/\(tag)")
                    .decode(Companion.self)
                let layer = try #require(companion.layers.first)
                let payload = try await http.get("/v2/team/app/blobs/\(layer.digest)")
                let signature = try #require(layer.annotations["dev.cosignproject.cosign/signature"])
                try directory.write("payload", payload.body)
                try directory.write("signature", try #require(Data(base64Encoded: signature)))
                let arguments = ["dgst", "-sha256", "-verify", "release.pub", "-signature", "signature", "payload"]
                let verdict = try await Shell.run("openssl", arguments, directory: directory.path)
                #expect(verdict.status == 0, "\(verdict)")
                try directory.write("payload", payload.body + Data(" ".utf8))
                #expect(try await Shell.run("openssl", arguments, directory: directory.path).status != 0)
            }
        }

        @Test func opensslMakesKeysThatAreImported() async throws {
            try await withSigned { registry in
                let made = ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", "old.pem"]
                try await Shell.succeed("openssl", made, directory: directory.path)
                try await Shell.succeed(
                    "openssl",
                    ["pkey", "-in", "old.pem", "-pubout", "-out", "old.pub"],
                    directory: directory.path
                )
                #expect(try await holdfast(registry, "key", "import", "old.pem", "--output", "new").status == 0)
                let path = directory.path
                #expect(try Shell.text(of: "\(path)/new.pub") == Shell.text(of: "\(path)/old.pub"))
                #expect(try await holdfast(registry, "sign", "team/app:1.0", "--key", "new.key").status == 0)
                #expect(try await holdfast(registry, "verify", "team/app:1.0", "--key", "old.pub").status == 0)
            }
        }

        @Test func skopeoKeepsTheSignatures() async throws {
            try await withSigned { registry in
                let source = "docker://\(registry.authority)/team/app"
                let companion = image.digest.replacing(":", with: "-") + ".sig"
                for tag in ["1.0", companion] {
                    try await Shell.succeed(
                        "skopeo",
                        ["copy", "--src-tls-verify=false", "--dest-tls-verify=false", "--preserve-digests"]
                            + ["\(source):\(tag)", "docker://\(registry.authority)/copy/app:\(tag)"],
                        environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
                    )
                }
                let name = "\(registry.authority)/team/app:1.0"
                let own = try await holdfast(registry, "verify", "copy/app:1.0", "--key", "release.pub")
                #expect(own.status == 6, "\(own)")
                let old = try await holdfast(
                    registry,
                    "verify",
                    "copy/app:1.0",
                    "--key",
                    "release.pub",
                    "--identity",
                    name
                )
                #expect(old.status == 0, "\(old)")
            }
        }

        @Test func attacksEndWithSix() async throws {
            try await withSigned(configuration: "rules: [{change: allow}]\n") { registry in
                let http = HTTP(base: registry.url)
                let verify = { (reference: String, key: String) in
                    try await holdfast(registry, "verify", reference, "--key", key)
                }
                #expect(try await verify("team/app:1.0", "release.pub").status == 0)
                #expect(try await verify("team/app:1.0", "ci.pub").status == 6)
                #expect(try await http.put(manifest: image, to: "team/app", as: "2.0").status == 201)
                let moved = try await verify("team/app:2.0", "release.pub")
                #expect(moved.status == 6)
                #expect(moved.output.contains("another tag"))
                #expect(try await http.push(other, to: "team/app", as: "1.0").status == 201)
                #expect(try await verify("team/app:1.0", "release.pub").status == 6)
                #expect(try await http.put(manifest: image, to: "team/app", as: "1.0").status == 201)
                #expect(try await verify("team/app:1.0", "release.pub").status == 0)
            }
        }

        @Test func aSignatureIsInTheLog() async throws {
            try await withSigned { registry in
                let verified = try await holdfast(registry, "verify", "team/app:1.0", "--key", "release.pub")
                #expect(verified.output.contains("in the log since entry"), "\(verified)")
            }
        }
    }
}
