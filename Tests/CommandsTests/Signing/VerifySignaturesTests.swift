// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing
import Trust

@testable import Commands

@Suite struct VerifySignaturesTests {
    /// A signed image, and the host it is at.
    private func withSigned(
        _ desk: borrowing SigningDesk,
        _ body: (String, Digest) async throws -> Void
    ) async throws {
        var digest: Digest?
        desk.registry.change { digest = $0.putImage("one", tag: "1.0") }
        let image = try #require(digest)
        let registry = desk.registry
        let key = "\(desk.directory.path)/release.key"
        try await registry.run { host in
            let run = await CommandRun(
                ["sign", "\(host)/team/app:1.0", "--key", key],
                environment: SigningDesk.environment
            )
            try #require(run.status == 0, "\(run)")
            try await body(host, image)
        }
    }

    @Test func saysWhoSignedAndWhatEachSignatureNames() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            let run = await desk.verify("\(host)/team/app:1.0")
            #expect(run.status == 0, "\(run)")
            #expect(run.output.hasPrefix("signed \(host)/team/app:1.0@\(image): release, for this tag\n"))
            #expect(run.output.contains("  simple-signing by release"))
            #expect(run.output.contains("names this tag"))
            let json = await desk.verify("\(host)/team/app:1.0", by: "release", "--format", "json")
            let document = try JSONValue(parsing: Array(json.output.utf8))
            #expect(document["schema"]?.string == "holdfast.verify/1")
            let signatures = document["signatures"]
            #expect(signatures?["met"] == .bool(true))
            #expect(signatures?["by"]?.string == "keys")
            #expect(signatures?["signatures"]?.array?.map { $0["verdict"]?.string } == ["tag", "tag", "tag"])
            #expect(signatures?["signatures"]?.array?.map { $0["podmanFaults"] } == [.array([]), nil, nil])
        }
    }

    @Test func refusesAnotherTagOfTheSameContent() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            desk.registry.change { $0.tags["latest"] = image.rawValue }
            let run = await desk.verify("\(host)/team/app:latest")
            #expect(run.status == 6)
            #expect(run.output.contains("names another tag, 1.0"))
        }
    }

    @Test func refusesOtherContentUnderTheSignedTag() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            desk.registry.change { state in
                let other = state.putImage("other", tag: "1.0")
                // The thief hangs the good signatures on the other image.
                state.tags["sha256-\(other.hex).sig"] = state.tags["sha256-\(image.hex).sig"]
            }
            let run = await desk.verify("\(host)/team/app:1.0")
            #expect(run.status == 6)
            #expect(run.output.contains("of other content"))
            #expect(await desk.verify("\(host)/team/app:1.0", by: "release", "--bind", "digest").status == 6)
        }
    }

    @Test func refusesASignatureOfAnotherRepositoryOrHost() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, _ in
            // The scratch registry serves the same under every name.
            #expect(await desk.verify("\(host)/team/other:1.0").status == 6)
            let elsewhere = host.replacing("127.0.0.1", with: "localhost")
            #expect(await desk.verify("\(elsewhere)/team/app:1.0").status == 6)
            let named = await desk.verify(
                "\(elsewhere)/team/app:1.0",
                by: "release",
                "--identity",
                "\(host)/team/app:1.0"
            )
            #expect(named.status == 0, "\(named)")
        }
    }

    @Test func refusesAnotherKey() async throws {
        let desk = try await SigningDesk(keys: ["release", "other"])
        try await withSigned(desk) { host, _ in
            let run = await desk.verify("\(host)/team/app:1.0", by: "other")
            #expect(run.status == 6)
            #expect(run.output.hasPrefix("not signed"))
            #expect(run.output.contains("no key that is trusted"))
        }
    }

    @Test func refusesWhatIsNotSigned() async throws {
        let desk = try await SigningDesk()
        desk.registry.change { $0.putImage("one", tag: "1.0") }
        try await desk.registry.run { host in
            let run = await desk.verify("\(host)/team/app:1.0")
            #expect(run.status == 6)
            #expect(run.output.contains("there is none"))
        }
    }

    @Test func refusesAnOverwrittenCompanion() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            desk.registry.change { state in
                for (digest, manifest) in state.manifests where manifest.subject == image.rawValue {
                    state.manifests[digest] = nil
                }
                let empty = state.putImage("nothing")
                state.tags["sha256-\(image.hex).sig"] = empty.rawValue
            }
            #expect(await desk.verify("\(host)/team/app:1.0").status == 6)
        }
    }

    @Test func takesNoOtherStatementForASignature() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            let pem = try KeyFile.text("\(desk.directory.path)/release.key")
            let bundle = try Self.bundle(
                "https://spdx.dev/Document",
                of: image,
                by: SigningKey(pem: pem, password: [0x78])
            )
            desk.registry.change { state in
                state.tags["sha256-\(image.hex).sig"] = nil
                for (digest, manifest) in state.manifests where manifest.subject == image.rawValue {
                    state.manifests[digest] = nil
                }
                state.putBundle(bundle, of: image)
            }
            let run = await desk.verify("\(host)/team/app:1.0", by: "release", "--bind", "digest")
            #expect(run.status == 6)
            #expect(run.output.contains("no signature, but a statement of type https://spdx.dev/Document"))
        }
    }

    /// Leaves the bundles alone, and hangs so much else on the image that no list of everything has them early.
    private func crowd(_ desk: borrowing SigningDesk, _ image: Digest) {
        desk.registry.change { state in
            state.tags["sha256-\(image.hex).sig"] = nil
            for number in 0..<600 { state.putReport("report \(number)", of: image) }
        }
    }

    @Test func findsTheSignatureInACrowdOfOtherThings() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            crowd(desk, image)
            let run = await desk.verify("\(host)/team/app:1.0")
            #expect(run.status == 0, "\(run)")
            #expect(run.output.contains("  no signature: 500 more manifests of other types"))
        }
    }

    @Test func asksForTheTypesOfSignaturesWhereTheListOfEverythingHasNoEnd() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            crowd(desk, image)
            desk.registry.change { $0.isCrowded = true }
            let run = await desk.verify("\(host)/team/app:1.0")
            #expect(run.status == 0, "\(run)")
            #expect(run.output.contains("not read: what else refers to the image"))
        }
    }

    @Test func saysThatNotAllSignaturesWereRead() async throws {
        let desk = try await SigningDesk(keys: ["release", "other"])
        try await withSigned(desk) { host, image in
            desk.registry.change { state in
                for number in 0..<210 { state.putBundle("{\"number\":\(number)}", of: image) }
            }
            let run = await desk.verify("\(host)/team/app:1.0", by: "other", "--format", "json")
            #expect(run.status == 6)
            let signatures = try JSONValue(parsing: Array(run.output.utf8))["signatures"]
            // The bundle of the signature and that of the release are among them.
            #expect(signatures?["leftOut"] == .integer(12))
            let text = await desk.verify("\(host)/team/app:1.0", by: "other")
            #expect(
                text.output.contains("of those that were read: 12 more manifests that may bring signatures were not")
            )
        }
    }

    @Test func saysWhyPodmanWouldRefuseASignatureThatCountsHere() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            let pem = try KeyFile.text("\(desk.directory.path)/release.key")
            let key = try SigningKey(pem: pem, password: [0x78])
            // As cosign writes it: the repository without the tag.
            let payload =
                #"{"critical":{"identity":{"docker-reference":"\#(host)/team/app"},"image":{"docker-manifest-digest":"#
                + #""\#(image)"},"type":"cosign container image signature"},"optional":null}"#
            let signature = Base64.encode(try key.sign(Array(payload.utf8)))
            desk.registry.change { state in
                let (config, layer) = (state.put(blob: "{}"), state.put(blob: payload))
                state.put(
                    #"{"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)","config":{"mediaType":"#
                        + #""application/vnd.oci.image.config.v1+json","digest":"\#(config)","size":2},"layers":[{"#
                        + #""mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"\#(layer)","#
                        + #""size":\#(payload.utf8.count),"annotations":{"dev.cosignproject.cosign/signature":"#
                        + #""\#(signature)"}}]}"#,
                    type: .imageManifest,
                    tag: "sha256-\(image.hex).sig"
                )
            }
            let run = await desk.verify("\(host)/team/app:1.0", by: "release", "--bind", "digest")
            #expect(run.status == 0, "\(run)")
            #expect(run.output.contains("podman would refuse it: docker-reference is not host/repository:tag"))
        }
    }

    @Test func countsKeysAndNotSignatures() async throws {
        let desk = try await SigningDesk(keys: ["release", "ci"])
        try await withSigned(desk) { host, _ in
            _ = await desk.sign("\(host)/team/app:1.0")
            let ci = "\(desk.directory.path)/ci.pub"
            let both = ["--key", ci, "--threshold", "2"]
            let missing = await desk.verify("\(host)/team/app:1.0", by: "release", both[0], both[1], both[2], both[3])
            #expect(missing.status == 6)
            _ = await desk.sign("\(host)/team/app:1.0", by: "ci")
            let there = await desk.verify("\(host)/team/app:1.0", by: "release", both[0], both[1], both[2], both[3])
            #expect(there.status == 0, "\(there)")
        }
    }

    @Test func asksByThePolicyOfAConfiguration() async throws {
        let desk = try await SigningDesk()
        try await withSigned(desk) { host, image in
            desk.registry.change { $0.tags["dev-1"] = image.rawValue }
            let policy = try desk.directory.write(
                "holdfast.yaml",
                """
                keys: {release: release.pub}
                rules:
                  - tags: ["dev-*"]
                    change: allow
                  - repositories: ["team/**"]
                    require: [{keys: [release]}]
                """
            )
            let signed = await desk.run("verify", "\(host)/team/app:1.0", "--policy", policy)
            #expect(signed.status == 0, "\(signed)")
            let free = await desk.run("verify", "\(host)/team/app:dev-1", "--policy", policy)
            #expect(free.status == 0, "\(free)")
            #expect(free.output.contains("no signature is required"))
        }
    }

    @Test(arguments: [
        ["--key", "a", "--policy", "b"], ["--trust-store", "x"], ["--threshold", "2", "--key", "a"],
        ["--identity", "app:1"], ["--policy", "trustpolicy.json"],
    ])
    func refusesWhatCannotBeMeant(options: [String]) async {
        #expect(await CommandRun(["verify", "127.0.0.1:1/app:1"] + options).status != 0)
    }

    /// A statement about an image in a bundle, as cosign 3 attests.
    private static func bundle(_ predicateType: String, of digest: Digest, by key: SigningKey) throws -> String {
        let statement =
            #"{"_type":"https://in-toto.io/Statement/v1","subject":[{"digest":{"sha256":"\#(digest.hex)"}}],"#
            + #""predicateType":"\#(predicateType)","predicate":{}}"#
        let type = "application/vnd.in-toto+json"
        let message = "DSSEv1 \(type.utf8.count) \(type) \(statement.utf8.count) \(statement)"
        let signature = Base64.encode(try key.sign(Array(message.utf8)))
        return #"{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","verificationMaterial":{"publicKey":"#
            + #"{"hint":"\#(key.verificationKey.hint)"}},"dsseEnvelope":{"payload":"\#(Base64.encode(Array(statement.utf8)))","#
            + #""payloadType":"\#(type)","signatures":[{"sig":"\#(signature)"}]}}"#
    }
}
