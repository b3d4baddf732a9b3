// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import OCIModel
import Testing
import Trust

extension ClientTests {
    /// A `policy.json` against the library that reads it.
    @Suite(.needs("skopeo"))
    struct ExportedPolicyTests {
        @Test func skopeoRefusesWhatIsNotSignedWhereAndOnlyWhereARuleAsks() async throws {
            let directory = try TemporaryDirectory()
            try directory.write("auth.json", "{}")
            let image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            try ImageLayout.write(["1.0": image], to: directory, "in")
            try await RegistryProcess.run { registry in
                let requirement = TrustRequirement(keys: ["release"])
                let policy = try PolicyExport(
                    host: RegistryHost(registry.authority),
                    rules: [.init(repositories: ["team/**"], requirements: [requirement])],
                    keys: ["release": .init(pem: SigningKey.generate().verificationKey.pem)]
                ).policy(for: .podman)
                for file in policy.files { try directory.write(file.name, file.text) }
                for repository in ["team/app", "other/app"] {
                    let place = "docker://\(registry.authority)/\(repository):1.0"
                    try await Shell.succeed(
                        "skopeo",
                        ["copy", "--dest-tls-verify=false", "oci:\(directory.path)/in:1.0", place],
                        environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
                    )
                    let pulled = try await Shell.run(
                        "skopeo",
                        [
                            "--policy", "\(directory.path)/policy.json",
                            "--registries.d", "\(directory.path)/registries.d",
                            "copy", "--src-tls-verify=false", place,
                            "dir:\(directory.path)/\(repository.prefix { $0 != "/" })",
                        ],
                        environment: ["REGISTRY_AUTH_FILE": "\(directory.path)/auth.json"]
                    )
                    #expect((pulled.status == 0) == (repository == "other/app"), "\(pulled)")
                    #expect(!pulled.errors.contains("invalid policy"), "\(pulled)")
                }
            }
        }
    }

    /// Whether podman and its kin would accept what was signed, by a program with the code that decides it.
    @Suite(
        .enabled("no skopeo with Sigstore signatures: Debian 12 builds it without; HOLDFAST_SKOPEO may name another") {
            try await SigstoreSkopeo.isThere
        }
    )
    struct SigstorePolicyTests {
        private let directory: TemporaryDirectory
        private let image: TestImage
        private let other: TestImage

        init() throws {
            directory = try TemporaryDirectory()
            try directory.write("auth.json", "{}")
            image = try TestImage(index: [
                "amd64": TestImage(layers: [TarArchive(["app": "one\n"]).bytes]),
                "arm64": TestImage(layers: [TarArchive(["app": "one\n"]).bytes], architecture: "arm64"),
            ])
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

        /// A registry with an image, the keys `release` and `ci`, and the policy that a requirement is exported as.
        private func withPolicy(
            _ requirement: String,
            _ body: (RegistryProcess) async throws -> Void
        ) async throws {
            try await RegistryProcess.run { registry in
                let http = HTTP(base: registry.url)
                #expect(try await http.push(image, to: "team/app", as: "1.0").status == 201)
                for key in ["release", "ci"] {
                    #expect(try await holdfast(registry, "key", "generate", "--output", key).status == 0)
                }
                try directory.write(
                    "rules.yaml",
                    """
                    keys: {release: release.pub, ci: ci.pub}
                    rules:
                      - repositories: ["team/**"]
                        require: [\(requirement)]
                    """
                )
                let exported = try await holdfast(
                    registry,
                    "policy",
                    "export",
                    "--for",
                    "podman",
                    "--config",
                    "rules.yaml",
                    "--host",
                    registry.authority,
                    "--output",
                    "."
                )
                #expect(exported.status == 0, "\(exported)")
                try await body(registry)
            }
        }

        private func sign(_ registry: RegistryProcess, _ tag: String, by key: String) async throws {
            let signed = try await holdfast(registry, "sign", "team/app:\(tag)", "--key", "\(key).key")
            #expect(signed.status == 0, "\(signed)")
        }

        private func pull(_ registry: RegistryProcess, _ name: String) async throws -> Shell.Outcome {
            let place = "dir:\(directory.path)/\(UUID().uuidString)"
            return try await SigstoreSkopeo.copy(
                "docker://\(registry.authority)/\(name)",
                place,
                by: directory,
                "--all"
            )
        }

        @Test func acceptsWhatTheKeySignedAsThatTagAndNothingElse() async throws {
            try await withPolicy("{keys: [release]}") { registry in
                let http = HTTP(base: registry.url)
                let unsigned = try await pull(registry, "team/app:1.0")
                #expect(unsigned.status != 0)
                #expect(unsigned.errors.contains("signature was required"), "\(unsigned)")
                try await sign(registry, "1.0", by: "ci")
                #expect(try await pull(registry, "team/app:1.0").status != 0)
                try await sign(registry, "1.0", by: "release")
                let signed = try await pull(registry, "team/app:1.0")
                #expect(signed.status == 0, "\(signed)")

                // The same content under a tag that nobody signed, and other content.
                #expect(try await http.push(image, to: "team/app", as: "2.0").status == 201)
                #expect(try await pull(registry, "team/app:2.0").status != 0)
                #expect(try await http.push(other, to: "team/app", as: "3.0").status == 201)
                #expect(try await pull(registry, "team/app:3.0").status != 0)
                // What the notes say: by digest any tag's signature counts.
                let byDigest = try await pull(registry, "team/app@\(image.digest)")
                #expect(byDigest.status == 0, "\(byDigest)")
                #expect(try await http.push(other, to: "other/app", as: "1.0").status == 201)
                #expect(try await pull(registry, "other/app:1.0").status == 0)
            }
        }

        @Test func acceptsEitherOfSeveralKeys() async throws {
            try await withPolicy("{keys: [release, ci]}") { registry in
                #expect(try await pull(registry, "team/app:1.0").status != 0)
                try await sign(registry, "1.0", by: "ci")
                let signed = try await pull(registry, "team/app:1.0")
                #expect(signed.status == 0, "\(signed)")
            }
        }

        @Test func acceptsAnyTagOnlyWhereTheDigestIsEnough() async throws {
            try await withPolicy("{keys: [release, ci], threshold: 2, bind: digest}") { registry in
                #expect(try await HTTP(base: registry.url).push(image, to: "team/app", as: "2.0").status == 201)
                try await sign(registry, "1.0", by: "ci")
                #expect(try await pull(registry, "team/app:2.0").status != 0)
                try await sign(registry, "1.0", by: "release")
                let signed = try await pull(registry, "team/app:2.0")
                #expect(signed.status == 0, "\(signed)")
            }
        }

        @Test func whatSkopeoSignsIsVerified() async throws {
            try await withPolicy("{keys: [release]}") { registry in
                #expect(try await SigstoreSkopeo.makeKey(in: directory).status == 0)
                try ImageLayout.write(["1.0": other], to: directory, "in")
                let pushed = try await SigstoreSkopeo.copy(
                    "oci:\(directory.path)/in:1.0",
                    "docker://\(registry.authority)/team/app:4.0",
                    by: directory,
                    "--sign-by-sigstore-private-key",
                    "own.private",
                    "--sign-passphrase-file",
                    "password"
                )
                #expect(pushed.status == 0, "\(pushed)")
                let verified = try await holdfast(registry, "verify", "team/app:4.0", "--key", "own.pub")
                #expect(verified.status == 0, "\(verified)")
                #expect(verified.output.contains("names this tag"), "\(verified)")
                #expect(!verified.output.contains("podman would refuse"), "\(verified)")
            }
        }
    }
}
