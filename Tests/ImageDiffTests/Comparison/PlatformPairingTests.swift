// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Testing

@Suite struct PlatformPairingTests {
    private func image(
        _ platform: String,
        _ name: String,
        origin: PlatformImage.Origin = .index
    ) -> PlatformImage {
        let parts = platform.split(separator: "/").map(String.init)
        return PlatformImage(
            platform: Platform(
                os: parts.first ?? "",
                architecture: parts.count > 1 ? parts[1] : "",
                variant: parts.count > 2 ? parts[2] : nil
            ),
            digest: Sample.digest(name),
            origin: origin
        )
    }

    private func summary(_ pairing: PlatformPairing) -> [String] {
        pairing.pairs.map { "\($0.platform) \($0.change.rawValue)" }
    }

    @Test func pairsByPlatform() {
        let pairing = PlatformPairing(
            [image("linux/amd64", "a"), image("linux/arm64", "b"), image("linux/s390x", "c")],
            [image("linux/arm64/v8", "b"), image("linux/x86_64", "x"), image("linux/riscv64", "d")]
        )
        #expect(
            summary(pairing) == [
                "linux/amd64 modified", "linux/arm64 same", "linux/riscv64 added", "linux/s390x removed",
            ]
        )
    }

    @Test func keepsVariantsApart() {
        let pairing = PlatformPairing(
            [image("linux/arm/v6", "a"), image("linux/arm", "b")],
            [image("linux/arm/v7", "c"), image("linux/arm/v6", "d")]
        )
        #expect(pairing.pairs.map(\.platform) == ["linux/arm/v6", "linux/arm/v7"])
        #expect(pairing.pairs.map(\.to?.digest) == [Sample.digest("d"), Sample.digest("c")])
    }

    @Test func pairsEqualDigestsOfOnePlatformFirst() {
        let old = [image("windows/amd64", "2019"), image("windows/amd64", "2022")]
        let new = [image("windows/amd64", "2022"), image("windows/amd64", "2025"), image("windows/amd64", "2026")]
        let pairing = PlatformPairing(old, new)
        #expect(pairing.pairs.map(\.change) == [.same, .modified, .added])
        #expect(pairing.pairs[1].from?.digest == Sample.digest("2019"))
        #expect(pairing.pairs[1].to?.digest == Sample.digest("2025"))
    }

    /// Runtimes take the first image of a platform: another order is another image.
    @Test func pairsTheFirstOfAPlatformWithTheFirst() {
        let pairing = PlatformPairing(
            [image("linux/amd64", "good"), image("linux/amd64", "evil")],
            [image("linux/amd64", "evil"), image("linux/amd64", "good")]
        )
        #expect(pairing.pairs.map(\.change) == [.modified, .modified])
    }

    @Test func pairsASingleImageWithItsPlatformInAnIndex() {
        let single = [image("linux/arm64", "a", origin: .configuration)]
        let index = [image("linux/amd64", "b"), image("linux/arm64", "c")]
        #expect(summary(PlatformPairing(single, index)) == ["linux/amd64 added", "linux/arm64 modified"])
        #expect(summary(PlatformPairing(index, single)) == ["linux/amd64 removed", "linux/arm64 modified"])
    }

    @Test func pairsTwoSingleImagesWhateverTheirPlatforms() {
        let old = [image("linux/amd64", "a", origin: .configuration)]
        #expect(
            summary(PlatformPairing(old, [image("linux/arm64", "b", origin: .configuration)])) == [
                "linux/arm64 modified"
            ]
        )
        #expect(
            summary(PlatformPairing(old, [image("linux/arm64", "a")])) == ["linux/amd64 removed", "linux/arm64 added"]
        )
    }

    @Test func skipsAttestations() throws {
        let digest = Sample.digest("x")
        let index = try Manifest(
            Array(
                """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\(digest)","size":1,
                 "platform":{"os":"linux","architecture":"amd64"}},
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\(digest)","size":1,
                 "platform":{"os":"unknown","architecture":"unknown"},
                 "annotations":{"vnd.docker.reference.type":"attestation-manifest"}},
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\(digest)","size":1,
                 "platform":{"os":"unknown","architecture":"unknown"}},
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\(digest)","size":1,
                 "platform":{"os":"linux","architecture":"arm64"},
                 "annotations":{"vnd.docker.reference.type":"attestation-manifest"}},
                {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"\(digest)","size":1}]}
                """.utf8
            )
        )
        #expect(
            PlatformImage.images(listedBy: index).map(\.name) == ["linux/amd64", "unknown", "linux/arm64", "unknown"]
        )
    }
}
