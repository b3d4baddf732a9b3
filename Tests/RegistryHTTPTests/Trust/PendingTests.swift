// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import NIOCore
import OCIModel
import Policy
import Registry
import Testing
import Trust

/// Pushes that wait for signatures, keys, and what is told of them.
@Suite(.timeLimit(.minutes(20)))
struct PendingTests {
    private let signer = SigningKey.generate()

    private func run(
        pull: PullAction = .any,
        bind: Requirement.Binding = .digest,
        _ body: @Sendable (RegistryFixture) async throws -> Void
    ) async throws {
        var home = Home(setup: Setup(face: .router, rules: .standard), users: ["ann", "ben", "root"])
        home.rules = RuleSet([Rule(name: "the rule", require: [Requirement(keys: ["release"], bind: bind)], pull: pull)]
        )
        home.keys = [NamedKey(name: "release", key: signer.verificationKey)]
        home.authorities = ["localhost"]
        home.access = try Self.access()
        try await RegistryFixture.run(home, body)
    }

    private static func access() throws -> AccessPolicy {
        let text = """
            users: u
            access:
              - {users: [root], can: [pull, push, delete, approve, admin]}
              - {users: [ann, ben], can: [pull, push, approve]}
            """
        return try Configuration(parsing: text, file: "holdfast.yaml").access
    }

    /// A signature of a digest as cosign writes it under a companion tag.
    private func signature(of digest: Digest, names reference: String) throws -> Content {
        let payload =
            #"{"critical":{"identity":{"docker-reference":"\#(reference)"},"image":{"docker-manifest-digest":"\#(digest)"},"#
            + #""type":"cosign container image signature"},"optional":null}"#
        let text = OCIModel.Base64.encode(try signer.sign(Array(payload.utf8)))
        let blob = Blob(payload)
        let config = Blob(#"{"architecture":"","os":"","config":{},"rootfs":{"type":"layers","diff_ids":[]}}"#)
        let annotations = #", "annotations": {"dev.cosignproject.cosign/signature": "\#(text)"}"#
        let layer = Content.descriptor("application/vnd.dev.cosign.simplesigning.v1+json", blob, annotations)
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    {"schemaVersion": 2, "mediaType": "\#(MediaType.imageManifest)",
                     "config": \#(Content.descriptor(Content.configType, config)), "layers": [\#(layer)]}
                    """#
            ),
            mediaType: .imageManifest,
            blobs: [config, blob]
        )
    }

    private func companion(_ digest: Digest) -> String { "sha256-\(digest.rawValue.dropFirst(7)).sig" }

    @Test func takesAPushThatLacksASignatureWithAWarning() async throws {
        try await run { fixture in
            let ann = fixture.client.signed(as: "ann")
            let ben = fixture.client.signed(as: "ben")
            let image = Content.image()
            try await ann.prepare(image, in: "team/app")
            let answer = try await ann.put(image, in: "team/app", as: "1.0")
            #expect(answer.status == 201)
            let warning = answer["Warning"]
            #expect(warning.hasPrefix("299 - \"1.0 is pending and hidden from others: it needs a signature by release"))
            #expect(warning.hasSuffix("(hold 1, http://localhost/holds/1)\""))
            #expect(warning.filter { $0 == "\"" }.count == 2)
            #expect(try await ben.manifest("1.0", of: "team/app").status == 404)
            let own = try await ann.manifest("1.0", of: "team/app")
            #expect(own.status == 200)
            #expect(own["Warning"] == warning)

            let hold = try #require(try await ben.holds().first)
            #expect(hold["state"]?.string == "pending")
            #expect(hold["needs"]?.string?.hasPrefix("needs a signature by release") == true)
            let page = try await ben.get("/holds/1", [.accept: "text/plain"]).text
            #expect(page.contains("pending  needs a signature by release"))
            #expect(page.contains("holdfast sign team/app:1.0 --key FILE"))
            let refused = try await ben.post(
                "/api/v1/holds/1/approve",
                [.contentType: "application/json"],
                body: ByteBuffer(string: "{}")
            )
            #expect(refused.status == 409)
        }
    }

    @Test func setsTheTagWhenTheSignatureArrives() async throws {
        try await run { fixture in
            let ann = fixture.client.signed(as: "ann")
            let ben = fixture.client.signed(as: "ben")
            let image = Content.image()
            try await ann.push(image, to: "team/app", as: "1.0")
            let signature = try signature(of: image.digest, names: "localhost/team/app")
            let answer = try await ann.push(signature, to: "team/app", as: companion(image.digest))
            #expect(!answer.has("Warning"))
            #expect(try await ben.manifest("1.0", of: "team/app")["Docker-Content-Digest"] == image.digest.rawValue)
            #expect(try await ben.holds().first?["state"]?.string == "approved")
            // What is signed already is not pending.
            #expect(try await !ann.push(image, to: "team/app", as: "2.0").has("Warning"))
        }
    }

    @Test func servesSignedContentAlone() async throws {
        try await run(pull: .signed) { fixture in
            let root = fixture.client.signed(as: "root")
            let ben = fixture.client.signed(as: "ben")
            let image = Content.image()
            let signature = try signature(of: image.digest, names: "localhost/team/app")
            try await root.prepare(image, in: "team/app")
            try await root.push(image, to: "team/app")
            try await root.push(signature, to: "team/app", as: companion(image.digest))
            try await root.push(image, to: "team/app", as: "1.0")
            #expect(try await ben.manifest("1.0", of: "team/app").status == 200)
            // Rules for what is there already.
            var policy = fixture.registry.policy
            policy.trustKeys = [NamedKey(name: "release", key: SigningKey.generate().verificationKey)]
            fixture.registry.replacePolicy(policy)
            for _ in 1...2 {
                let refused = try await ben.manifest("1.0", of: "team/app")
                #expect(refused.status == 403)
                #expect(refused.code == "DENIED")
                #expect(refused.message.contains("release"))
            }
            #expect(try await ben.manifest(image.digest.rawValue, of: "team/app").status == 200)
        }
    }

    @Test func listsKeysAndEndsTheirTime() async throws {
        try await run { fixture in
            let root = fixture.client.signed(as: "root")
            let ben = fixture.client.signed(as: "ben")
            let json: HTTPFields = [.contentType: "application/json"]
            #expect(try await fixture.client.get("/api/v1/keys").status == 401)
            let keys = try await ben.get("/api/v1/keys").json()
            #expect(keys["schema"]?.string == "holdfast.keys/1")
            #expect(keys["keys"]?.array?.first?["name"]?.string == "release")
            #expect(keys["keys"]?.array?.first?["state"]?.string == "active")
            let body = ByteBuffer(string: #"{"reason":"left in a train"}"#)
            #expect(try await ben.post("/api/v1/keys/release/revoke", json, body: body).status == 403)
            #expect(try await root.post("/api/v1/keys/release/revoke", body: body).status == 415)
            #expect(try await root.post("/api/v1/keys/none/revoke", json, body: body).status == 404)
            #expect(try await root.post("/api/v1/keys/release/forget", json, body: body).status == 404)
            let number = ByteBuffer(string: #"{"reason":1}"#)
            #expect(try await root.post("/api/v1/keys/release/revoke", json, body: number).status == 400)
            let revoked = try await root.post("/api/v1/keys/release/revoke", json, body: body)
            #expect(revoked.status == 200)
            #expect(try revoked.json()["keys"]?.array?.first?["state"]?.string == "revoked")
            #expect(try revoked.json()["keys"]?.array?.first?["reason"]?.string == "left in a train")
            #expect(try await root.post("/api/v1/keys/release/retire", json, body: body).status == 409)
        }
    }

    @Test func tellsWhatIsRequired() async throws {
        try await run(pull: .signed, bind: .tag) { fixture in
            let ben = fixture.client.signed(as: "ben")
            #expect(try await fixture.client.get("/api/v1/trust?ref=team/app:1.0").status == 401)
            #expect(try await ben.get("/api/v1/trust").status == 400)
            let trust = try await ben.get("/api/v1/trust?ref=team/app:1.0").json()
            #expect(trust["schema"]?.string == "holdfast.trust/1")
            #expect(trust["rules"]?.array?.first?["pull"]?.string == "signed")
            #expect(trust["keys"]?.array?.first?["pem"]?.string == signer.verificationKey.pem)
            let rules = try await ben.get("/api/v1/rules?ref=team/app:1.0").json()
            let requirement = rules["require"]?.array?.first
            #expect(requirement?["words"]?.string == "a signature by release that names the tag")
            #expect(rules["pull"]?.string == "signed")
            #expect(rules["outcome"]?.string?.contains("until its content has a signature by release") == true)
        }
    }
}
