// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing
import Trust

@testable import Commands

@Suite struct SignTests {
    @Test func signsTheIndexAndEveryChildForTheirTag() async throws {
        let desk = try await SigningDesk()
        var digests: [Digest] = []
        desk.registry.change { state in
            let children = [state.putImage("amd64"), state.putImage("arm64")]
            digests = [state.putIndex(children, tag: "1.0")] + children
        }
        try await desk.registry.run { host in
            let run = await desk.sign("\(host)/team/app:1.0")
            #expect(run.status == 0, "\(run)")
            #expect(run.output == "\(host)/team/app:1.0@\(digests[0])\n")
            let key = try KeyReading.verificationKey("\(desk.directory.path)/release.pub")
            let state = desk.registry.now
            for digest in digests {
                let companion = try #require(try state.companion(of: digest))
                let found = SignatureArtifact.signatures(in: companion, digest: digest) {
                    state.blobs[$0.rawValue].map { Array($0.utf8) }
                }
                #expect(found.map(\.subject) == [digest])
                #expect(found.allSatisfy { $0.isMade(by: key) })
                #expect(found.map(\.reference?.description) == ["\(host)/team/app:1.0"])
                let bundles = state.manifests.values.count { $0.subject == digest.rawValue }
                #expect(bundles == (digest == digests[0] ? 2 : 1))
            }
        }
    }

    @Test func tellsWhatItWroteAsADocument() async throws {
        let desk = try await SigningDesk()
        desk.registry.change { $0.putImage("one", tag: "1.0") }
        try await desk.registry.run { host in
            let run = await desk.sign("\(host)/team/app:1.0", by: "release", "--format", "json", "--quiet")
            let document = try JSONValue(parsing: Array(run.output.utf8))
            #expect(document["schema"]?.string == "holdfast.sign/1")
            #expect(document["bind"]?.string == "tag")
            #expect(document["signatures"]?.array?.count == 3)
            #expect(document["moved"] == .bool(false))
            #expect(run.talk.isEmpty)
        }
    }

    @Test func keepsTheSignaturesThatAreThere() async throws {
        let desk = try await SigningDesk(keys: ["release", "ci"])
        var digest: Digest?
        desk.registry.change { digest = $0.putImage("one", tag: "1.0") }
        let image = try #require(digest)
        try await desk.registry.run { host in
            #expect(await desk.sign("\(host)/team/app:1.0").status == 0)
            #expect(await desk.sign("\(host)/team/app:1.0", by: "ci").status == 0)
            let companion = try desk.registry.now.companion(of: image)
            #expect(companion?.layers.count == 2)
            #expect(await desk.verify("\(host)/team/app:1.0").status == 0)
            #expect(await desk.verify("\(host)/team/app:1.0", by: "ci").status == 0)
        }
    }

    @Test(arguments: [true, false])
    func losesNoSignatureToAnotherSigner(knowsConditions: Bool) async throws {
        let desk = try await SigningDesk(keys: ["release", "ci"])
        var digest: Digest?
        desk.registry.change { state in
            digest = state.putImage("one", tag: "1.0")
            state.knowsConditions = knowsConditions
        }
        let image = try #require(digest)
        let other = ScratchRegistry()
        other.change { $0.putImage("one", tag: "1.0") }
        try await other.run { host in
            #expect(await desk.sign("\(host)/team/app:1.0", by: "ci").status == 0)
        }
        let theirs = other.now
        try await desk.registry.run { host in
            // Between the reading and the writing of the tag somebody else signs.
            desk.registry.change { state in
                state.interruption = (
                    ".sig",
                    { state in
                        state.blobs.merge(theirs.blobs) { $1 }
                        state.manifests.merge(theirs.manifests) { $1 }
                        state.tags["sha256-\(image.hex).sig"] = theirs.tags["sha256-\(image.hex).sig"]
                    }
                )
            }
            let run = await desk.sign("\(host)/team/app:1.0")
            #expect(run.status == 0, "\(run)")
            // Without conditions the registry lets the first write take the other away; no client could know.
            let companion = try desk.registry.now.companion(of: image)
            #expect(companion?.layers.count == (knowsConditions ? 2 : 1))
            #expect(await desk.verify("\(host)/team/app:1.0").status == 0)
        }
    }

    @Test func saysWhenTheTagMovedMeanwhile() async throws {
        let desk = try await SigningDesk()
        desk.registry.change { state in
            state.putImage("one", tag: "1.0")
            state.interruption = (".sig", { state in _ = state.putImage("two", tag: "1.0") })
        }
        try await desk.registry.run { host in
            let run = await desk.sign("\(host)/team/app:1.0")
            #expect(run.status == 1)
            #expect(run.talk.contains("Meanwhile the tag moved"))
            #expect(await desk.verify("\(host)/team/app:1.0").status == 6)
        }
    }

    @Test func signsNothingWhenTagAndDigestDisagree() async throws {
        let desk = try await SigningDesk()
        desk.registry.change { $0.putImage("one", tag: "1.0") }
        try await desk.registry.run { host in
            let before = desk.registry.now.manifests.count
            let run = await desk.sign("\(host)/team/app:1.0@\(Documents.new)")
            #expect(run.status == 1)
            #expect(desk.registry.now.manifests.count == before)
        }
    }

    @Test func signsADigestWithoutATagOnlyWhenAsked() async throws {
        let desk = try await SigningDesk()
        var digest: Digest?
        desk.registry.change { digest = $0.putImage("one", tag: "1.0") }
        let image = try #require(digest)
        try await desk.registry.run { host in
            #expect(await desk.sign("\(host)/team/app@\(image)").status == 2)
            #expect(await desk.sign("\(host)/team/app@\(image)", by: "release", "--digest-only").status == 0)
            #expect(await desk.verify("\(host)/team/app:1.0").status == 6)
            #expect(await desk.verify("\(host)/team/app:1.0", by: "release", "--bind", "digest").status == 0)
            #expect(await desk.verify("\(host)/team/app@\(image)").status == 0)
        }
    }

    @Test func refusesToWriteOverSomethingElse() async throws {
        let desk = try await SigningDesk()
        desk.registry.change { state in
            let digest = state.putImage("one", tag: "1.0")
            state.putImage("no signatures", tag: "sha256-\(digest.hex).sig")
            let index = state.putIndex([], tag: "index")
            state.tags["sha256-\(digest.hex).sig"] = index.rawValue
        }
        try await desk.registry.run { host in
            let run = await desk.sign("\(host)/team/app:1.0")
            #expect(run.status == 1)
            #expect(run.talk.contains("nothing was signed"))
        }
    }

    @Test(arguments: [
        ["app", "--key", "k"], ["app:1.0"], ["app:1.0", "--key", "k", "--notation"],
        ["app:1.0", "--key", "k", "--identity", "other:1"], ["app:1.0", "--key", "k", "--annotation", "x"],
        ["app:1.0", "--key", "k", "--annotation", "dev.holdfast.tag=2"],
        ["app:1.0", "--key", "k", "--annotation", "a=1", "--annotation", "a=2"],
    ])
    func refusesWhatCannotBeMeant(arguments: [String]) async {
        #expect(await CommandRun(["sign"] + arguments).status == 2)
    }

    @Test func wantsThePrivateHalf() async throws {
        let desk = try await SigningDesk()
        let run = await desk.run("sign", "127.0.0.1:1/team/app:1.0", "--key", "\(desk.directory.path)/release.pub")
        #expect(run.status == 2)
        #expect(run.talk.contains("public half"))
    }
}
