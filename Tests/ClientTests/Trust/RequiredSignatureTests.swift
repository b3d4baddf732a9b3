// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import Testing

extension ClientTests {
    /// Rules that want signatures, with clients that know nothing of them.
    @Suite(.needs("skopeo", "podman"))
    struct RequiredSignatureTests {
        private let image: TestImage

        init() throws {
            image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
        }

        /// A registry, and a function that has `ci` push the image there with skopeo.
        private func withRegistry(
            rules: String = TrustRegistry.required,
            _ body: (_ registry: TrustRegistry, _ push: (_ tag: String) async throws -> Void) async throws -> Void
        ) async throws {
            try await TrustRegistry.run(rules: rules) { registry in
                let home = try registry.person("ci").home
                try ImageLayout.write(["1.0": image], to: home, "in")
                try await body(registry) { tag in
                    let pushed = try await registry.skopeo(
                        as: "ci",
                        "copy",
                        "--dest-tls-verify=false",
                        "--preserve-digests",
                        "oci:\(home.path)/in:1.0",
                        "docker://\(registry.process.authority)/team/app:\(tag)"
                    )
                    #expect(pushed.status == 0, "\(pushed)")
                }
            }
        }

        private func inspect(_ registry: TrustRegistry, as user: String, _ tag: String) async throws -> Shell.Outcome {
            try await registry.skopeo(
                as: user,
                "inspect",
                "--raw",
                "--tls-verify=false",
                "docker://\(registry.process.authority)/team/app:\(tag)"
            )
        }

        @Test func aPushAppearsWhenItIsSigned() async throws {
            try await withRegistry { registry, push in
                try await push("1.0")
                #expect(try await inspect(registry, as: "ci", "1.0").status == 0)
                let hidden = try await inspect(registry, as: "reader", "1.0")
                #expect(hidden.status != 0)
                #expect(hidden.errors.contains("manifest unknown"), "\(hidden)")
                #expect(try await inspect(registry, as: "mallory", "1.0").status != 0)

                let list = try await registry.holdfast(as: "ann", "holds", "list", "--format", "json")
                let hold = try #require(try list.decode(HoldsDocument.self).holds.first)
                #expect(hold.state == "pending")
                #expect(hold.to == image.digest)
                let text = try await registry.holdfast(as: "ann", "holds", "list")
                #expect(text.output.contains("a signature by release"), "\(text)")
                #expect(text.errors.contains("holdfast sign team/app:1.0@\(image.digest) --key FILE"), "\(text)")
                let approved = try await registry.holdfast(as: "ann", "holds", "approve", "\(hold.id)")
                #expect(approved.status != 0, "\(approved)")
                #expect(try await registry.status(of: "1.0", as: "reader") == 404)

                let signed = try await registry.holdfast(as: "ci", "sign", "team/app:1.0", "--key", registry.key)
                #expect(signed.status == 0, "\(signed)")
                #expect(try await inspect(registry, as: "reader", "1.0").status == 0)
                let verified = try await registry.holdfast(as: "reader", "verify", "team/app:1.0")
                #expect(verified.status == 0, "\(verified)")
                #expect(verified.output.contains("release, for this tag"), "\(verified)")
                let audit = try await registry.holdfast(as: "reader", "log", "audit", "team/app")
                #expect(audit.status == 0, "\(audit)")
            }
        }

        @Test(arguments: ["1.0", "2.0"])
        func whoPushedIsToldThatItWaitsAndThatTheLogKnows(tag: String) async throws {
            try await withRegistry { registry, push in
                try await push("1.0")
                let ci = { (arguments: [String]) in
                    try await registry.person("ci").holdfast(registry.process, arguments)
                }
                #expect(try await ci(["sign", "team/app:1.0", "--key", registry.key]).status == 0)
                #expect(try await ci(["log", "verify", "team/app:1.0"]).status == 0)

                let next = try TestImage(layers: [TarArchive(["app": "two\n"]).bytes])
                #expect(try await registry.http(as: "ci").push(next, to: "team/app", as: tag).status == 201)
                let name = "team/app:\(tag)"
                let resolved = try await ci(["resolve", "\(registry.process.authority)/\(name)"])
                #expect(resolved.status == 0, "\(resolved)")
                #expect(resolved.output.contains(next.digest), "\(resolved)")
                for (arguments, status) in [
                    (["log", "verify", name], 1), (["log", "proof", name], 1),
                    (["verify", name], 6),
                ] {
                    let outcome = try await ci(arguments)
                    #expect(outcome.status == status, "\(outcome)")
                    let said = outcome.output + outcome.errors
                    #expect(said.contains("waits for") && said.contains(next.digest), "\(outcome)")
                }
                // A tag that means nothing yet is none of the log's.
                let audit = try await ci(["log", "audit", "team/app"])
                #expect(audit.status == (tag == "1.0" ? 1 : 0), "\(audit)")
                #expect(audit.output.contains("which waits for signatures") == (tag == "1.0"), "\(audit)")
                #expect(try registry.person("ci").evidence().isEmpty)

                #expect(try await ci(["sign", name, "--key", registry.key]).status == 0)
                for arguments in [["log", "verify", name], ["log", "audit", "team/app"], ["verify", name]] {
                    let outcome = try await ci(arguments)
                    #expect(outcome.status == 0, "\(outcome)")
                }
            }
        }

        @Test func whoDidNotPushSignsByTagAndDigest() async throws {
            try await withRegistry { registry, push in
                try await push("1.0")
                let ann = { (arguments: [String]) in
                    try await registry.person("ann").holdfast(registry.process, arguments)
                }
                let blind = try await ann(["sign", "team/app:1.0", "--key", registry.key])
                #expect(blind.status == 3, "\(blind)")
                let other = "sha256:" + String(repeating: "0", count: 64)
                #expect(try await ann(["sign", "team/app:1.0@\(other)", "--key", registry.key]).status == 3)
                let signed = try await ann(["sign", "team/app:1.0@\(image.digest)", "--key", registry.key])
                #expect(signed.status == 0, "\(signed)")
                #expect(try await registry.status(of: "1.0", as: "reader") == 200)

                // The same for a change of a tag that is there; what it means goes on to be what it meant until then.
                let next = try TestImage(layers: [TarArchive(["app": "two\n"]).bytes])
                #expect(try await registry.http(as: "ci").push(next, to: "team/app", as: "1.0").status == 201)
                let served = try await registry.http(as: "reader").get("/v2/team/app/manifests/1.0")
                #expect(served.body == image.manifest)
                let moved = try await ann(["sign", "team/app:1.0@\(next.digest)", "--key", registry.key])
                #expect(moved.status == 0, "\(moved)")
                let after = try await registry.http(as: "reader").get("/v2/team/app/manifests/1.0")
                #expect(after.body == next.manifest)
                let late = try await ann(["sign", "team/app:1.0@\(image.digest)", "--key", registry.key])
                #expect(late.status == 1, "\(late)")
            }
        }

        @Test func podmanPushesAndPullsWhatIsSigned() async throws {
            try await withRegistry { registry, _ in
                try await Podman.run { podman in
                    let context = try TemporaryDirectory()
                    try context.write("Dockerfile", "FROM scratch\nCOPY app /app\n")
                    try context.write("app", "by podman\n")
                    let name = "\(registry.process.authority)/team/app:1.0"
                    let built = try await podman.build(context.path, as: name)
                    #expect(built.status == 0, "\(built)")
                    let authority = registry.process.authority
                    #expect(try await podman.login("ci", password: "password of ci", to: authority).status == 0)
                    let pushed = try await podman.push(name)
                    #expect(pushed.status == 0, "\(pushed)")
                    #expect(try await registry.status(of: "1.0", as: "reader") == 404)
                    let signed = try await registry.holdfast(as: "ci", "sign", "team/app:1.0", "--key", registry.key)
                    #expect(signed.status == 0, "\(signed)")

                    try await podman.forgetImages()
                    #expect(try await podman.login("reader", password: "password of reader", to: authority).status == 0)
                    let pulled = try await podman.pull(name)
                    #expect(pulled.status == 0, "\(pulled)")
                }
            }
        }

        @Test func whatIsUnsignedIsPulledByDigestAlone() async throws {
            try await withRegistry(rules: "[]") { registry, push in
                try await push("1.0")
                try registry.process.configure(TrustRegistry.configuration(rules: TrustRegistry.required))
                try await registry.process.stop()
                try await registry.process.start()
                try await Podman.run { podman in
                    let authority = registry.process.authority
                    #expect(try await podman.login("reader", password: "password of reader", to: authority).status == 0)
                    let refused = try await podman.pull("\(authority)/team/app:1.0")
                    #expect(refused.status != 0, "\(refused)")
                    #expect(
                        refused.errors.contains("there is no signature")
                            || refused.errors.contains("needs a signature"),
                        "\(refused)"
                    )
                    #expect(try await registry.status(of: "1.0", as: "reader") == 403)
                    let pulled = try await podman.pull("\(authority)/team/app@\(image.digest)")
                    #expect(pulled.status == 0, "\(pulled)")

                    let signed = try await registry.holdfast(as: "ci", "sign", "team/app:1.0", "--key", registry.key)
                    #expect(signed.status == 0, "\(signed)")
                    let allowed = try await podman.pull("\(authority)/team/app:1.0")
                    #expect(allowed.status == 0, "\(allowed)")
                }
            }
        }
    }
}
