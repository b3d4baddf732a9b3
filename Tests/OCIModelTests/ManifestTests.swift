// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@Suite struct ManifestTests {
    private static let image = MediaType.imageManifest.rawValue
    private static let index = MediaType.imageIndex.rawValue
    private static let config = descriptor("application/vnd.oci.image.config.v1+json", "a")
    private static let layer = descriptor("application/vnd.oci.image.layer.v1.tar+gzip", "b")

    private static func descriptor(_ type: String, _ digit: Character, more: String = "") -> String {
        #"{"mediaType":"\#(type)","digest":"\#(digest(digit))","size":7\#(more)}"#
    }

    private static func digest(_ digit: Character) -> String { "sha256:" + String(repeating: digit, count: 64) }

    private func manifest(_ text: String, declared: MediaType? = nil) throws -> Manifest {
        try Manifest(Array(text.utf8), declared: declared)
    }

    @Test func readsAnImage() throws {
        let text = """
            {"schemaVersion":2,"mediaType":"\(Self.image)","config":\(Self.config),"layers":[\(Self.layer),\(Self.layer)],
             "annotations":{"a":"b"},"unknown":[1.5]}
            """
        let manifest = try manifest(text)
        #expect(manifest.bytes == Array(text.utf8))
        #expect(manifest.mediaType == .imageManifest)
        #expect(manifest.config?.digest.rawValue == Self.digest("a"))
        #expect(manifest.layers.map(\.size) == [7, 7])
        #expect(manifest.manifests.isEmpty)
        #expect(manifest.subject == nil)
        #expect(manifest.annotations == ["a": "b"])
        #expect(manifest.artifactType == "application/vnd.oci.image.config.v1+json")
        #expect(manifest.blobs.map(\.digest.rawValue) == [Self.digest("a"), Self.digest("b")])
    }

    @Test func readsAnIndex() throws {
        let platform = #","platform":{"os":"linux","architecture":"arm64","variant":"v8"},"annotations":{"x":"y"}"#
        let child = Self.descriptor(Self.image, "c", more: platform)
        let manifest = try manifest(#"{"schemaVersion":2,"mediaType":"\#(Self.index)","manifests":[\#(child)]}"#)
        #expect(manifest.mediaType == .imageIndex)
        #expect(manifest.manifests.first?.platform == Platform(os: "linux", architecture: "arm64", variant: "v8"))
        #expect(manifest.manifests.first?.platform?.description == "linux/arm64/v8")
        #expect(manifest.manifests.first?.annotations == ["x": "y"])
        #expect(manifest.artifactType == nil)
        #expect(manifest.blobs.isEmpty)
        #expect(try self.manifest(#"{"mediaType":"\#(Self.index)","manifests":[]}"#).manifests.isEmpty)
    }

    @Test func readsDockerManifestsAndLists() throws {
        let image = try manifest(#"{"config":\#(Self.config),"layers":[\#(Self.layer)]}"#, declared: .dockerManifest)
        #expect(image.mediaType == .dockerManifest)
        #expect(image.layers.count == 1)
        let child = Self.descriptor(MediaType.dockerManifest.rawValue, "c", more: #","platform":null"#)
        let list = try manifest(#"{"manifests":[\#(child)]}"#, declared: .dockerManifestList)
        #expect(list.mediaType.isIndex)
        #expect(list.manifests.first?.platform == nil)
    }

    @Test func takesTheDeclaredTypeWhereTheBodyNamesNone() throws {
        let body = #"{"config":\#(Self.config)}"#
        #expect(try manifest(body, declared: .imageManifest).mediaType == .imageManifest)
        #expect(throws: ManifestError.missing("mediaType")) { try manifest(body) }
        #expect(throws: ManifestError.missing("mediaType")) { try manifest(body, declared: MediaType(rawValue: "")) }
    }

    @Test func refusesABodyThatContradictsItsHeader() throws {
        let body = #"{"mediaType":"\#(Self.image)","config":\#(Self.config)}"#
        #expect(try manifest(body, declared: .imageManifest).mediaType == .imageManifest)
        #expect(try manifest(body, declared: MediaType(rawValue: "")).mediaType == .imageManifest)
        let error = #expect(throws: ManifestError.self) { try manifest(body, declared: .dockerManifest) }
        #expect(error?.description.hasPrefix("mediaType is not valid: the body says") == true)
    }

    @Test(
        arguments: [
            #"{"mediaType":"\#(image)","config":\#(config),"layers":[],"manifests":[]}"#,
            #"{"mediaType":"\#(image)","config":\#(config),"manifests":null}"#,
            #"{"mediaType":"\#(index)","manifests":[],"layers":[]}"#,
            #"{"mediaType":"\#(index)","manifests":[],"layers":null,"config":\#(config)}"#,
            #"{"mediaType":"\#(index)","manifests":[],"config":\#(config)}"#,
            #"{"mediaType":"application/x","manifests":[],"layers":[]}"#,
        ]
    )
    func refusesABodyThatIsImageAndIndexAtOnce(_ text: String) throws {
        let error = try #require(throws: ManifestError.self) { try manifest(text) }
        guard case .invalid("manifests", _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test(
        arguments: [
            ("[]", "the manifest is not valid: it must be a JSON object"),
            ("{", "the manifest is not valid JSON: it ends too early (byte 1)"),
            (
                #"{"mediaType":"x","mediaType":"y"}"#,
                "the manifest is not valid JSON: a key appears twice in one object (byte 32)"
            ),
            (#"{"mediaType":7}"#, "mediaType is not valid: it must be text"),
            (#"{"mediaType":"\#(image)"}"#, "the manifest lacks config"),
            (#"{"mediaType":"\#(index)"}"#, "the manifest lacks manifests"),
            (#"{"mediaType":"\#(image)","config":[]}"#, "config is not valid: it must be a JSON object"),
            (#"{"mediaType":"\#(image)","config":{"size":1}}"#, "the manifest lacks config.digest"),
            (
                #"{"mediaType":"\#(image)","config":{"digest":"sha256:0","size":1}}"#,
                "config.digest is not valid: the digest has the wrong length for its algorithm"
            ),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"layers":[\#(layer),{"digest":"\#(digest("c"))"}]}"#,
                "layers[1].size is not valid: it must be a whole number of bytes, not negative"
            ),
            (
                #"{"mediaType":"\#(image)","config":{"digest":"\#(digest("c"))","size":-1}}"#,
                "config.size is not valid: it must be a whole number of bytes, not negative"
            ),
            (
                #"{"mediaType":"\#(image)","config":{"digest":"\#(digest("c"))","size":1.0}}"#,
                "config.size is not valid: it must be a whole number of bytes, not negative"
            ),
            (
                #"{"mediaType":"\#(image)","config":{"digest":"\#(digest("c"))","size":9223372036854775808}}"#,
                "config.size is not valid: it must be a whole number of bytes, not negative"
            ),
            (#"{"mediaType":"\#(image)","config":\#(config),"layers":{}}"#, "layers is not valid: it must be a list"),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"layers":[1]}"#,
                "layers[0] is not valid: it must be a JSON object"
            ),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"annotations":{"a":1}}"#,
                "annotations.a is not valid: it must be text"
            ),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"annotations":[]}"#,
                "annotations is not valid: it must be a JSON object"
            ),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"subject":"x"}"#,
                "subject is not valid: it must be a JSON object"
            ),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"artifactType":1}"#,
                "artifactType is not valid: it must be text"
            ),
            (
                #"{"schemaVersion":1,"mediaType":"application/vnd.docker.distribution.manifest.v1+prettyjws"}"#,
                "schemaVersion is not valid: version 1 is no longer accepted; push schema 2 or an OCI manifest"
            ),
        ]
    )
    func namesTheFieldThatIsWrong(_ text: String, _ message: String) throws {
        let error = try #require(throws: ManifestError.self) { try manifest(text) }
        #expect(error.description == message)
    }

    @Test func refusesDockerSchema1WhateverItIsDeclaredAs() {
        let type = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v1+json")
        #expect(throws: ManifestError.self) { try manifest(#"{"schemaVersion":1,"fsLayers":[]}"#, declared: type) }
        #expect(throws: ManifestError.self) {
            try manifest(#"{"schemaVersion":1,"config":\#(Self.config)}"#, declared: .imageManifest)
        }
    }

    @Test func readsASubject() throws {
        let subject = Self.descriptor(Self.image, "d")
        let image = try manifest(#"{"mediaType":"\#(Self.image)","config":\#(Self.config),"subject":\#(subject)}"#)
        #expect(image.subject?.digest.rawValue == Self.digest("d"))
        #expect(image.blobs.map(\.digest.rawValue) == [Self.digest("a")])
        let index = try manifest(#"{"mediaType":"\#(Self.index)","manifests":[],"subject":\#(subject)}"#)
        #expect(index.subject?.digest.rawValue == Self.digest("d"))
        let none = try manifest(#"{"mediaType":"\#(Self.image)","config":\#(Self.config),"subject":null}"#)
        #expect(none.subject == nil)
    }

    @Test(
        arguments: [
            (#"{"mediaType":"\#(image)","config":\#(config),"artifactType":"x/y"}"#, "x/y"),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"artifactType":""}"#,
                "application/vnd.oci.image.config.v1+json"
            ),
            (
                #"{"mediaType":"\#(image)","config":\#(config),"artifactType":null}"#,
                "application/vnd.oci.image.config.v1+json"
            ),
            (#"{"mediaType":"\#(index)","manifests":[],"artifactType":"x/y"}"#, "x/y"),
            (#"{"mediaType":"\#(index)","manifests":[]}"#, nil),
            (#"{"mediaType":"\#(MediaType.artifactManifest.rawValue)","artifactType":"x/y","blobs":[]}"#, "x/y"),
        ] as [(String, String?)]
    )
    func tellsTheArtifactType(_ text: String, _ type: String?) throws {
        #expect(try manifest(text).artifactType == type)
    }

    @Test func readsTheBlobsOfAnArtifactManifest() throws {
        let type = MediaType.artifactManifest.rawValue
        let manifest = try manifest(#"{"mediaType":"\#(type)","artifactType":"x/y","blobs":[\#(Self.layer)]}"#)
        #expect(manifest.blobs.map(\.digest.rawValue) == [Self.digest("b")])
    }

    @Test(
        arguments: [
            ("application/vnd.oci.image.layer.v1.tar+gzip", "", true),
            ("application/vnd.oci.image.layer.v1.tar+gzip", #","urls":[]"#, true),
            ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", #","urls":["https://example.com/l"]"#, false),
            ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "", false),
        ]
    )
    func asksForTheLayersARegistryMustHold(_ type: String, _ more: String, _ mustBePresent: Bool) throws {
        let layer = Self.descriptor(type, "e", more: more)
        let manifest = try manifest(#"{"mediaType":"\#(Self.image)","config":\#(Self.config),"layers":[\#(layer)]}"#)
        #expect(manifest.layers.first?.mustBePresent == mustBePresent)
    }

    @Test func readsNearlyFourMebibytesOfAnnotations() throws {
        let value = String(repeating: "x", count: 10_000)
        let annotations = (0..<390).map { "\"key\($0)\":\"\(value)\"" }.joined(separator: ",")
        let text = #"{"mediaType":"\#(Self.image)","config":\#(Self.config),"annotations":{\#(annotations)}}"#
        #expect(text.utf8.count < Manifest.maximumSize)
        let manifest = try manifest(text)
        #expect(manifest.annotations.count == 390)
        #expect(manifest.annotations["key389"] == value)
    }

    @Test func neverCrashesOnDamagedManifests() {
        let seeds = [
            #"{"schemaVersion":2,"mediaType":"\#(Self.image)","config":\#(Self.config),"layers":[\#(Self.layer)],"annotations":{"a":"b"}}"#,
            #"{"mediaType":"\#(Self.index)","manifests":[{"digest":"\#(Self.digest("f"))","size":1,"platform":{"os":"linux"}}],"subject":null}"#,
        ]
        var random = Deterministic(seed: 3)
        for round in 0..<4_000 {
            let bytes = random.mutate(Array(seeds[round % 2].utf8), with: Array("\"{}[]:,0189-nulfa \\".utf8) + [0xff])
            do throws(ManifestError) {
                let manifest = try Manifest(bytes)
                #expect(manifest.bytes == bytes)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
