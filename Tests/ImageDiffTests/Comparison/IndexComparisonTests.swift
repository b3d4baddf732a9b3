// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import OCIModel
import Testing

@Suite struct IndexComparisonTests {
    private func compared(
        _ platform: String,
        from old: ComparedImage?,
        to new: ComparedImage?
    ) -> IndexComparison.Compared {
        let side: (ComparedImage?) -> PlatformImage? = {
            $0.map {
                PlatformImage(
                    platform: Platform(os: "linux", architecture: platform),
                    digest: $0.identity.manifest,
                    origin: .index
                )
            }
        }
        let comparison = old.flatMap { old in new.map { ImageComparison(old, $0) } }
        return IndexComparison.Compared(
            pair: PlatformPair(platform: platform, from: side(old), to: side(new)),
            comparison: comparison
        )
    }

    private func index(_ platforms: [IndexComparison.Compared], to: String = "b") -> IndexComparison {
        IndexComparison(from: Sample.digest("a"), to: Sample.digest(to), platforms: platforms)
    }

    @Test func theHeaviestPlatformDecides() throws {
        let old = try Sample.image("1", files: ["/x": Sample.file("1")])
        let touched = try Sample.image("2", files: ["/x": Sample.file("1", modified: 3)])
        let changed = try Sample.image("3", files: ["/x": Sample.file("2")])
        let same = compared("amd64", from: old, to: old)
        let moments = compared("arm64", from: old, to: touched)
        let other = compared("s390x", from: old, to: changed)
        #expect(index([same, moments]).verdict == .timestampsOnly)
        #expect(index([same, moments]).rung == .sameFiles)
        #expect(index([same, moments, other]).verdict == .changed)
        #expect(index([same, moments, other]).headline == "1 file changed, entrypoint same")
        #expect(index([same]).verdict == .sameFiles)
        #expect(index([same]).rung == .sameManifest)
        #expect(index([same]).headline == "same images, listed by another index")
    }

    @Test func platformsThatComeOrGoAreChanges() throws {
        let image = try Sample.image("1")
        let index = index([compared("amd64", from: image, to: image), compared("arm64", from: image, to: nil)])
        #expect(index.verdict == .changed)
        #expect(index.headline == "platform arm64 removed")
        #expect(index.rung == .different)
    }

    @Test func whatWasNotComparedIsAChange() throws {
        var pair = compared("amd64", from: try Sample.image("1"), to: try Sample.image("2"))
        #expect(index([pair]).verdict == .sameFiles)
        pair.comparison = nil
        #expect(index([pair]).verdict == .changed)
        #expect(index([pair]).headline == "not compared on every platform")
        #expect(index([]).verdict == .changed)
    }

    @Test func oneDigestIsIdentical() {
        #expect(index([], to: "a").verdict == .identical)
        #expect(index([], to: "a").rung == .identical)
    }
}
