// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import OCIModel
import Testing
import Trust

extension ClientTests {
    /// People who may push and have not the key, or have it when it is not trusted any more.
    @Suite struct SignatureAttackTests {
        private let image: TestImage
        private let other: TestImage

        init() throws {
            image = try TestImage(layers: [TarArchive(["app": "one\n"]).bytes])
            other = try TestImage(layers: [TarArchive(["app": "two\n"]).bytes])
        }

        /// A registry where `ci` pushed and signed `team/app:1.0`, which everybody sees.
        private func withSigned(
            rules: String = TrustRegistry.required,
            _ body: (TrustRegistry) async throws -> Void
        ) async throws {
            try await TrustRegistry.run(rules: rules) { registry in
                #expect(try await registry.http(as: "ci").push(image, to: "team/app", as: "1.0").status == 201)
                let signed = try await registry.holdfast(as: "ci", "sign", "team/app:1.0", "--key", registry.key)
                #expect(signed.status == 0, "\(signed)")
                #expect(try await registry.status(of: "1.0", as: "reader") == 200)
                try await body(registry)
            }
        }

        private func verify(_ registry: TrustRegistry, _ tag: String, as user: String = "reader") async throws
            -> Shell.Outcome
        {
            try await registry.holdfast(as: user, "verify", "team/app:\(tag)", "--key", registry.publicKey)
        }

        @Test func theRollbackToASignedImageIsHeldByTheDefaultRule() async throws {
            try await withSigned(rules: "[]") { registry in
                let ci = registry.http(as: "ci")
                #expect(try await ci.push(other, to: "team/app", as: "1.0").status == 409)
                #expect(try await registry.holdfast(as: "ann", "holds", "approve", "1").status == 0)
                let before = try await verify(registry, "1.0")
                #expect(before.status == 6, "\(before)")

                let back = try await ci.put(manifest: image, to: "team/app", as: "1.0")
                #expect(back.status == 409)
                #expect(back.text.contains("is held by the default rule"), "\(back.text)")
                let held = try await registry.http(as: "reader").get("/v2/team/app/manifests/1.0")
                #expect(held.body == other.manifest)
                #expect(try await verify(registry, "1.0").status == 6)

                #expect(try await registry.holdfast(as: "ann", "holds", "approve", "2").status == 0)
                let after = try await verify(registry, "1.0")
                #expect(after.status == 0, "\(after)")
                #expect(after.output.contains("it went back"), "\(after)")
            }
        }

        @Test func companionsAreAddedToAndNeverWrittenOver() async throws {
            try await withSigned(rules: "[]") { registry in
                let companion = SignatureForgery.companion(of: image)
                let mallory = registry.http(as: "mallory")
                let over = try await mallory.push(other, to: "team/app", as: companion)
                #expect(over.status == 409, "\(over.text)")
                let forged = try await SignatureForgery.push(
                    image,
                    as: "1.0",
                    in: "team/app",
                    authority: registry.process.authority,
                    key: .generate(),
                    time: Timestamp(microseconds: 1_800_000_000_000_000),
                    to: mallory
                )
                #expect(forged.first == 409)
                #expect(try await verify(registry, "1.0").status == 0)

                try await Shell.succeed(
                    Machine.holdfast,
                    ["key", "generate", "--output", "\(registry.process.directory.path)/own"],
                    environment: ["COSIGN_PASSWORD": Person.keyPassword]
                )
                let own = "\(registry.process.directory.path)/own.key"
                let added = try await registry.holdfast(as: "mallory", "sign", "team/app:1.0", "--key", own)
                #expect(added.status == 0, "\(added)")
                let verified = try await verify(registry, "1.0")
                #expect(verified.status == 0, "\(verified)")
                #expect(verified.output.contains("made by no key that is trusted here"), "\(verified)")
            }
        }

        @Test func signaturesOfOtherContentTagsAndRepositoriesAreNone() async throws {
            try await withSigned { registry in
                let mallory = registry.http(as: "mallory")
                #expect(try await mallory.push(other, to: "team/app", as: "2.0").status == 201)
                #expect(try await mallory.put(manifest: image, to: "team/app", as: "3.0").status == 201)
                #expect(try await mallory.push(image, to: "team/copy", as: "1.0").status == 201)

                // The signature of the first image, hung on the second; and the same image with its signature elsewhere.
                let companion = SignatureForgery.companion(of: image)
                var stolen = image
                stolen.manifest = try await mallory.get("/v2/team/app/manifests/\(companion)").body
                let layers = try JSONDecoder().decode(Layers.self, from: stolen.manifest)
                stolen.blobs = []
                for digest in layers.digests {
                    stolen.blobs.append(try await mallory.get("/v2/team/app/blobs/\(digest)").body)
                }
                for (repository, tag) in [
                    ("team/app", SignatureForgery.companion(of: other)), ("team/copy", companion),
                ] {
                    #expect(try await mallory.push(stolen, to: repository, as: tag).status == 201)
                }
                for (repository, tag, words) in [
                    ("team/app", "2.0", "is of other content"), ("team/app", "3.0", "names another tag"),
                    ("team/copy", "1.0", "names another image"),
                ] {
                    #expect(
                        try await registry.status(of: tag, as: "reader", in: repository) == 404,
                        "\(repository):\(tag)"
                    )
                    #expect(try await registry.status(of: tag, as: "mallory", in: repository) == 200)
                    let verified = try await registry.holdfast(
                        as: "mallory",
                        "verify",
                        "\(repository):\(tag)",
                        "--key",
                        registry.publicKey
                    )
                    #expect(verified.status == 6, "\(verified)")
                    #expect(verified.output.contains(words), "\(verified)")
                }
            }
        }

        private struct Layers: Decodable {
            struct Descriptor: Decodable {
                var digest: String
            }

            var config: Descriptor
            var layers: [Descriptor]
            var digests: [String] { [config.digest] + layers.map(\.digest) }
        }

        @Test(
            arguments: [
                "https://spdx.dev/Document": false, "https://slsa.dev/provenance/v1": false,
                "https://sigstore.dev/cosign/sign/v1": true,
            ]
        )
        func aBillOfMaterialsIsNoSignature(predicateType: String, isSignature: Bool) async throws {
            try await TrustRegistry.run(rules: "[{require: [{keys: [release], bind: digest}]}]") { registry in
                let ci = registry.http(as: "ci")
                #expect(try await ci.push(image, to: "team/app", as: "1.0").status == 201)
                let bundle = try SignatureForgery.bundle(
                    about: image,
                    predicateType: predicateType,
                    key: try SignatureForgery.key(registry.key)
                )
                #expect(try await ci.push(bundle, to: "team/app", as: bundle.digest).status == 201)
                #expect(try await registry.status(of: "1.0", as: "reader") == (isSignature ? 200 : 404))
                let verified = try await registry.holdfast(
                    as: "ci",
                    "verify",
                    "team/app:1.0",
                    "--key",
                    registry.publicKey,
                    "--bind",
                    "digest"
                )
                #expect(verified.status == (isSignature ? 0 : 6), "\(verified)")
                #expect(verified.output.contains("no signature") == !isSignature, "\(verified)")
            }
        }

        @Test func aRevokedKeySignsNothingMoreWhateverTheClockSays() async throws {
            try await withSigned { registry in
                let ci = registry.http(as: "ci")
                let refused = try await registry.holdfast(as: "ci", "key", "revoke", "release", "--reason", "stolen")
                #expect(refused.status == 4, "\(refused)")
                let revoked = try await registry.holdfast(as: "ann", "key", "revoke", "release", "--reason", "stolen")
                #expect(revoked.status == 0, "\(revoked)")

                // What was signed before goes on being served and verified.
                #expect(try await registry.status(of: "1.0", as: "reader") == 200)
                let old = try await verify(registry, "1.0")
                #expect(old.status == 0, "\(old)")

                #expect(try await ci.push(other, to: "team/app", as: "2.0").status == 201)
                let signed = try await registry.holdfast(as: "ci", "sign", "team/app:2.0", "--key", registry.key)
                #expect(signed.status == 0, "\(signed)")
                #expect(try await registry.status(of: "2.0", as: "reader") == 404)
                let dead = try await verify(registry, "2.0", as: "ci")
                #expect(dead.status == 6, "\(dead)")
                #expect(dead.output.contains("its key was revoked at entry"), "\(dead)")

                // A signature that says it is of long ago, and one of the far future, by the stolen key.
                let third = try TestImage(layers: [TarArchive(["app": "three\n"]).bytes])
                #expect(try await ci.push(third, to: "team/app", as: "3.0").status == 201)
                for (microseconds, user) in [(Int64(1), "ci"), (4_000_000_000_000_000, "mallory")] {
                    _ = try await SignatureForgery.push(
                        third,
                        as: "3.0",
                        in: "team/app",
                        authority: registry.process.authority,
                        key: try SignatureForgery.key(registry.key),
                        time: Timestamp(microseconds: microseconds),
                        to: registry.http(as: user)
                    )
                    #expect(try await registry.status(of: "3.0", as: "reader") == 404)
                    #expect(try await verify(registry, "3.0", as: "ci").status == 6)
                }
                let list = try await registry.holdfast(as: "ann", "key", "list")
                #expect(list.output.contains("revoked") && list.output.contains("stolen"), "\(list)")
            }
        }

        @Test func aClockThatIsWrongDoesNotHarmAGoodSignature() async throws {
            try await TrustRegistry.run { registry in
                let ci = registry.http(as: "ci")
                for (tag, microseconds) in [("1.0", Int64(1)), ("2.0", 4_000_000_000_000_000)] {
                    let image = try TestImage(layers: [TarArchive(["app": "\(tag)\n"]).bytes])
                    #expect(try await ci.push(image, to: "team/app", as: tag).status == 201)
                    let statuses = try await SignatureForgery.push(
                        image,
                        as: tag,
                        in: "team/app",
                        authority: registry.process.authority,
                        key: try SignatureForgery.key(registry.key),
                        time: Timestamp(microseconds: microseconds),
                        to: ci
                    )
                    #expect(statuses.allSatisfy { $0 == 201 })
                    #expect(try await registry.status(of: tag, as: "reader") == 200)
                    let verified = try await verify(registry, tag)
                    #expect(verified.status == 0, "\(verified)")
                }
            }
        }
    }
}
