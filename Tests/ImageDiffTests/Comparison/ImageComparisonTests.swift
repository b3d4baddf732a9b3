// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import OCIModel
import Testing

@Suite struct ImageComparisonTests {
    static let config = #"{"config":{"Cmd":["/app/run"]},"created":"2026-01-01T00:00:00Z"}"#

    @Test func oneManifestIsIdentical() throws {
        let image = try Sample.image("a", config: Self.config, files: ["/app/run": Sample.program()])
        let comparison = ImageComparison(image, image)
        #expect(comparison.verdict == .identical)
        #expect(comparison.rung == .identical)
        #expect(comparison.headline == "identical")
        #expect(comparison.severity == nil)
    }

    @Test func otherBytesOfTheSameFilesAreSameFiles() throws {
        let old = try Sample.image("a", config: Self.config, files: ["/app/run": Sample.program()])
        let new = try Sample.image("b", config: Self.config, files: ["/app/run": Sample.program()])
        let comparison = ImageComparison(old, new)
        #expect(comparison.verdict == .sameFiles)
        #expect(comparison.rung == .sameConfiguration)
    }

    @Test func anotherTimeOfMakingIsSameFiles() throws {
        let later = #"{"config":{"Cmd":["/app/run"]},"created":"2026-02-01T00:00:00Z","history":[{"created_by":"x"}]}"#
        let old = try Sample.image("a", config: Self.config)
        let new = try Sample.image("b", config: later)
        for mode in [ComparisonMode.semantic, .strict] {
            let comparison = ImageComparison(old, new, mode: mode)
            #expect(comparison.verdict == .sameFiles)
            #expect(comparison.config.wasMadeDifferently)
            #expect(comparison.config.differences.isEmpty == (mode == .semantic))
        }
        #expect(ImageComparison(old, new).rung == .sameLayers)
    }

    @Test func otherMomentsAreTimestampsOnly() throws {
        let old = try Sample.image("a", files: ["/x": Sample.file("a")])
        let new = try Sample.image("b", files: ["/x": Sample.file("a", modified: 7)])
        let semantic = ImageComparison(old, new)
        #expect(semantic.verdict == .timestampsOnly)
        #expect(semantic.rung == .sameFiles)
        #expect(semantic.files.differences.isEmpty)
        let strict = ImageComparison(old, new, mode: .strict)
        #expect(strict.verdict == .timestampsOnly)
        #expect(strict.files.differences.count == 1)
        #expect(strict.headline == "only timestamps differ")
    }

    @Test func aLabelWithAMomentIsTimestampsOnly() throws {
        let label = { (text: String) in #"{"config":{"Labels":{"org.opencontainers.image.created":"\#(text)"}}}"# }
        let old = try Sample.image("a", config: label("2026-01-01T00:00:00Z"))
        #expect(
            ImageComparison(old, try Sample.image("b", config: label("2026-01-02T00:00:00Z"))).verdict
                == .timestampsOnly
        )
        #expect(ImageComparison(old, try Sample.image("b", config: label("today"))).verdict == .changed)
    }

    @Test(arguments: [
        #""Entrypoint":["/x"]"#, #""Cmd":["/x"]"#, #""Env":["A=b"]"#, #""User":"1""#,
        #""ExposedPorts":{"80/tcp":{}}"#, #""Volumes":{"/v":{}}"#, #""Healthcheck":{"Test":["NONE"]}"#,
        #""WorkingDir":"/x""#, #""StopSignal":"SIGINT""#, #""Labels":{"a":"b"}"#, #""OnBuild":["RUN x"]"#,
    ])
    func anyOtherSettingIsAChange(setting: String) throws {
        let old = try Sample.image("a")
        let comparison = ImageComparison(old, try Sample.image("b", config: "{\"config\":{\(setting)}}"))
        #expect(comparison.verdict == .changed)
        #expect(comparison.config.differences.count == 1)
        #expect(comparison.rung == .sameLayers)
    }

    @Test func noiseIsAChange() throws {
        let old = try Sample.image("a", files: ["/var/log/x": Sample.file("a")])
        let new = try Sample.image("b", files: ["/var/log/x": Sample.file("b")])
        let comparison = ImageComparison(old, new)
        #expect(comparison.verdict == .changed)
        #expect(comparison.files.noiseCount == 1)
        #expect(comparison.rung == .different)
        #expect(comparison.headline == "1 file of caches, logs and the like changed, entrypoint same")
    }

    @Test func anAmbiguityThatIsNewIsAChange() throws {
        let ambiguity = { Ambiguity(kind: .tocMismatch, path: "/bin/sh", layer: $0) }
        let plain = try Sample.image("a")
        let hostile = try Sample.image("b", ambiguities: [ambiguity(0)])
        let comparison = ImageComparison(plain, hostile)
        #expect(comparison.verdict == .changed)
        #expect(comparison.ambiguities.map(\.severity) == [.high])
        #expect(comparison.headline.hasPrefix("1 place that runtimes may read differently"))
        let other = try Sample.image("c", ambiguities: [ambiguity(3)])
        #expect(ImageComparison(hostile, other).verdict == .sameFiles)
        #expect(ImageComparison(hostile, plain).verdict == .sameFiles)
        let harmless = try Sample.image("d", ambiguities: [Ambiguity(kind: .implicitParent, path: "/x", layer: 0)])
        #expect(ImageComparison(plain, harmless).verdict == .sameFiles)
    }

    @Test func whatARuntimeIsKnownToShowDifferentlyIsHigh() {
        let kind = Ambiguity.Kind.implicitParent
        let known = Ambiguity(kind: kind, path: "/x", layer: 0, containerd: "shows nothing")
        #expect(AmbiguityFinding(known).severity == .high)
        #expect(AmbiguityFinding(Ambiguity(kind: kind, path: "/x", layer: 0)).severity == .info)
    }

    @Test func equalPackagesAreARung() throws {
        let packages = [Package(manager: .dpkg, name: "a", version: "1")]
        let old = try Sample.image("a", files: ["/x": Sample.file("a")], packages: packages)
        let new = try Sample.image("b", files: ["/x": Sample.file("b")], packages: packages)
        #expect(ImageComparison(old, new).rung == .samePackages)
        #expect(ImageComparison(old, try Sample.image("b", files: [:])).rung == .different)
    }

    @Test func strictlySameFilesInOtherLayers() throws {
        let two = #"{"rootfs":{"diff_ids":["\#(Sample.digest("1"))","\#(Sample.digest("2"))"]}}"#
        let one = #"{"rootfs":{"diff_ids":["\#(Sample.digest("3"))"]}}"#
        let comparison = ImageComparison(try Sample.image("a", config: two), try Sample.image("b", config: one))
        #expect(comparison.rung == .sameFilesStrictly)
        #expect(comparison.layers.shared == 0)
        #expect(comparison.layers.from == 2)
        #expect(comparison.layers.to == 1)
    }

    @Test func readsNoLayersWhereTheFilesMustBeTheSame() throws {
        let layer = #"{"rootfs":{"diff_ids":["\#(Sample.digest("d"))"]},"author":"A"}"#
        let other = #"{"rootfs":{"diff_ids":["\#(Sample.digest("d"))"]},"author":"B"}"#
        let old = try Sample.identity("a", config: layer, layers: ["gzip"])
        let sameBlobs = try Sample.identity("b", config: other, layers: ["gzip"])
        #expect(ImageComparison(withoutFiles: old, old)?.verdict == .identical)
        #expect(ImageComparison(withoutFiles: old, sameBlobs)?.verdict == .sameFiles)
        let recompressed = try Sample.identity("c", config: other, layers: ["zstd"])
        #expect(ImageComparison(withoutFiles: old, recompressed) == nil)
        let verified = ImageComparison(withoutFiles: old, recompressed, diffIDs: .verified)
        #expect(verified?.verdict == .sameFiles)
        #expect(verified?.rung == .sameLayers)
    }

    @Test func equalBlobsReadInTwoWaysAreRead() throws {
        let config = { (name: String) in #"{"rootfs":{"diff_ids":["\#(Sample.digest(name))"]}}"# }
        let old = try Sample.identity("a", config: config("d"), layers: ["blob"])
        let otherDiffID = try Sample.identity("b", config: config("e"), layers: ["blob"])
        #expect(ImageComparison(withoutFiles: old, otherDiffID) == nil)
        var otherType = try Sample.identity("c", config: config("d"), layers: ["blob"])
        #expect(ImageComparison(withoutFiles: old, otherType) != nil)
        otherType.layers[0].mediaType = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
        #expect(ImageComparison(withoutFiles: old, otherType) == nil)
    }

    @Test func whatIsNotListedIsAChangeEvenIfItWasSoBefore() throws {
        let flood = [Ambiguity(kind: .unlisted, path: "/", layer: 0, detail: "more")]
        let comparison = ImageComparison(
            try Sample.image("a", ambiguities: flood),
            try Sample.image("b", ambiguities: flood)
        )
        #expect(comparison.verdict == .changed)
        #expect(comparison.ambiguities.map(\.severity) == [.medium])
    }

    @Test func rungsAreOrderedByHowMuchIsTheSame() {
        #expect(EqualityRung.allCases == EqualityRung.allCases.sorted())
        #expect(EqualityRung.identical > .sameLayers)
        #expect(Set(EqualityRung.allCases.map(\.phrase)).count == EqualityRung.allCases.count)
    }
}
