// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct LockPlatformsTests {
    private func descriptor(_ digit: String, _ platform: String, annotations: String = "{}") -> String {
        let digest = "sha256:" + String(repeating: digit, count: 64)
        return """
            {"mediaType":"application/vnd.oci.image.manifest.v1+json","size":1,"digest":"\(digest)",\
            "platform":\(platform),"annotations":\(annotations)}
            """
    }

    @Test func takesThePlatformsAndNoAttestations() throws {
        let index = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
            \(descriptor("1", #"{"os":"linux","architecture":"arm64","variant":"v8"}"#)),
            \(descriptor("2", #"{"os":"linux","architecture":"amd64"}"#)),
            \(descriptor(
                "3",
                #"{"os":"unknown","architecture":"unknown"}"#,
                annotations: #"{"vnd.docker.reference.type":"attestation-manifest"}"#
            )),
            \(descriptor("4", "null"))
            ]}
            """
        let platforms = try LockFile.platforms(ofIndex: Array(index.utf8))
        #expect(platforms.map(\.platform.description) == ["linux/arm64/v8", "linux/amd64"])
        #expect(platforms.map(\.digest) == [try LockSamples.digest("1"), try LockSamples.digest("2")])
    }

    @Test func hasNoneForASingleManifest() throws {
        let manifest = """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","layers":[],
            "config":{"mediaType":"a/b","size":1,"digest":"\(try LockSamples.digest("1"))"}}
            """
        #expect(try LockFile.platforms(ofIndex: Array(manifest.utf8)).isEmpty)
        #expect(throws: ManifestError.self) { try LockFile.platforms(ofIndex: []) }
    }
}
