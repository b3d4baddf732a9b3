// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct ImageViewTests {
    @Test(arguments: Stores.allCases)
    func tellsWhatMeansAnImageAndWhatMeantIt(stores: Stores) async throws {
        try await withRegistry(stores, [Rule(name: "free", change: .allow)]) { test in
            let old = FileImage.image([[.file("a", "old")]])
            try await test.push(old, as: "1.0", "latest")
            try await test.push(FileImage.image([[.file("a", "new")]]), as: "latest")
            let view = try await test.registry.imageView(old.digest, in: .app, by: .eve)
            #expect(view.tags == ["1.0"])
            #expect(view.formerTags == ["latest"])
            #expect(view.record.pushedBy == "ben")
            #expect(view.size == Int64(old.blobs.reduce(0) { $0 + $1.readableBytes }))
            guard case .image(let config, let bases) = view.content else {
                Issue.record("no image: \(view.content)")
                return
            }
            #expect(config.platform == Platform(os: "linux", architecture: "amd64"))
            #expect(bases.isEmpty)
        }
    }

    @Test func listsThePlatformsOfAnIndexWithTheirSizes() async throws {
        try await withRegistry(.memory) { test in
            let first = FileImage.image([[.file("a", "one")]])
            let second = FileImage.image([[.file("a", "two, which is longer")]])
            let index = Image(index: [first, second])
            try await test.push(index, as: "1.0")
            let view = try await test.registry.imageView(index.digest, in: .app, by: .eve)
            guard case .index(let listings) = view.content else {
                Issue.record("no index: \(view.content)")
                return
            }
            #expect(listings.map(\.descriptor.digest) == [first.digest, second.digest])
            #expect(
                listings.map(\.size)
                    == [first, second].map { image in
                        Int64(image.blobs.reduce(0) { $0 + $1.readableBytes })
                    }
            )
            let child = try await test.registry.imageView(first.digest, in: .app, by: .eve)
            #expect(child.indexes.map(\.digest) == [index.digest])
            #expect(child.indexes.first?.tags == ["1.0"])
        }
    }

    @Test func namesTheImagesThatAnotherBeginsWith() async throws {
        try await withRegistry(.memory) { test in
            let base = FileImage.image([[.file("etc/os-release", "ID=debian")]])
            let middle = FileImage.image([[.file("etc/os-release", "ID=debian")], [.file("bin/python", "p")]])
            let app = FileImage.image([
                [.file("etc/os-release", "ID=debian")], [.file("bin/python", "p")], [.file("app", "a")],
            ])
            try await test.push(base, as: "12", in: "debian")
            try await test.push(middle, as: "3.12", in: "python")
            try await test.push(app, as: "1.0")
            let view = try await test.registry.imageView(app.digest, in: .app, by: .eve)
            guard case .image(_, let bases) = view.content else {
                Issue.record("no image: \(view.content)")
                return
            }
            #expect(bases.map(\.layers) == [2, 1])
            #expect(bases.map(\.repository) == ["python", "debian"])
            #expect(bases.map(\.tag) == ["3.12", "12"])
            #expect(bases.map(\.digest) == [middle.digest, base.digest])
        }
    }

    @Test func tellsWhichStepsOfTheHistoryAreThoseOfABase() async throws {
        try await withRegistry(.memory) { test in
            let steps = [
                #"{"created_by":"ADD rootfs"}"#, #"{"created_by":"CMD sh","empty_layer":true}"#,
                #"{"created_by":"COPY app"}"#,
            ]
            let history = { (count: Int) in "[\(steps.prefix(count).joined(separator: ","))]" }
            let base = FileImage.image([[.file("a", "a")]], history: history(2))
            let app = FileImage.image([[.file("a", "a")], [.file("b", "b")]], history: history(3))
            try await test.push(base, as: "12", in: "debian")
            try await test.push(app, as: "1.0")
            let view = try await test.registry.imageView(app.digest, in: .app, by: .eve)
            guard case .image(_, let bases) = view.content else {
                Issue.record("no image: \(view.content)")
                return
            }
            #expect(bases.map(\.steps) == [2])
        }
    }

    @Test func namesNoBaseThatTheCallerMayNotSee() async throws {
        try await withRegistry(.memory) { test in
            let app = FileImage.image([[.file("a", "a")], [.file("b", "b")]])
            try await test.push(FileImage.image([[.file("a", "a")]]), as: "1", in: "secret/base")
            try await test.push(app, as: "1.0")
            let policy = AccessPolicy(entries: [
                AccessEntry(subject: .everyone, repositories: [try Glob("team/**")], can: [.pull])
            ])
            let caller = Caller(user: "eve", access: policy)
            let view = try await test.registry.imageView(app.digest, in: .app, by: caller)
            guard case .image(_, let bases) = view.content else {
                Issue.record("no image: \(view.content)")
                return
            }
            #expect(bases.isEmpty)
        }
    }

    @Test func whatIsNoImageIsAnArtifact() async throws {
        try await withRegistry(.memory) { test in
            let signature = Image(
                "signature",
                layers: [Image.Layer(text: "{}")],
                artifactType: "\"application/vnd.example.signature\""
            )
            let plain = Image(mediaType: .imageManifest, text: Self.artifact, blobs: [.init(string: "{}")])
            for image in [plain] {
                try await test.push(image, as: "sig")
                let view = try await test.registry.imageView(image.digest, in: .app, by: .eve)
                guard case .artifact = view.content else {
                    Issue.record("no artifact: \(view.content)")
                    continue
                }
            }
            // Its configuration is one of an image, with nothing in it: it is shown as an image without settings.
            try await test.push(signature, as: "odd")
            let view = try await test.registry.imageView(signature.digest, in: .app, by: .eve)
            #expect(view.manifest.artifactType == "application/vnd.example.signature")
        }
    }

    private static var artifact: String {
        let empty = Digest(of: Array("{}".utf8))
        return """
            {"schemaVersion":2,"mediaType":"\(MediaType.imageManifest)","artifactType":"application/vnd.example+json",\
            "config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"\(empty)","size":2},\
            "layers":[{"mediaType":"application/octet-stream","digest":"\(empty)","size":2}]}
            """
    }

    @Test func listsReferrersInABoundedNumber() async throws {
        try await withRegistry(.memory) { test in
            let image = FileImage.image([[.file("a", "a")]])
            try await test.push(image, as: "1.0")
            for number in 0...ImageView.maximumReferrers {
                try await test.store(Image("referrer \(number)", subject: image.digest))
            }
            let view = try await test.registry.imageView(image.digest, in: .app, by: .eve)
            #expect(view.referrers.count == ImageView.maximumReferrers)
            #expect(view.hasMoreReferrers)
        }
    }

    @Test func heldImagesAreForTheirPusherAndApprovers() async throws {
        try await withRegistry(.memory, [Rule(name: "held", change: .hold)]) { test in
            try await test.push(FileImage.image([[.file("a", "a")]]), as: "1.0")
            let held = FileImage.image([[.file("a", "b")]])
            let hold = try await test.hold(held, as: "1.0")
            for caller in [Caller.ann, .ben] {
                let view = try await test.registry.imageView(held.digest, in: .app, by: caller)
                #expect(view.holds == [hold])
                #expect(view.tags.isEmpty)
                #expect(view.formerTags.isEmpty)
            }
            for caller in [Caller.eve, .bea, .nobody] {
                let code = try await refusal {
                    _ = try await test.registry.imageView(held.digest, in: .app, by: caller)
                }
                #expect(code == .held)
                let files = try await refusal {
                    _ = try await test.registry.imageFiles(held.digest, in: .app, by: caller)
                }
                #expect(files == .held)
            }
        }
    }

    @Test func aConfigurationThatCannotBeReadIsNoReasonToShowNothing() async throws {
        try await withRegistry(.memory) { test in
            let image = Image("odd", ["a"], Making(config: "not JSON"))
            try await test.push(image, as: "1.0")
            let view = try await test.registry.imageView(image.digest, in: .app, by: .eve)
            guard case .unreadable(let reason) = view.content else {
                Issue.record("readable: \(view.content)")
                return
            }
            #expect(!reason.isEmpty)
        }
    }
}
