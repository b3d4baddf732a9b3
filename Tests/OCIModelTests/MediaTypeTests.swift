// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct MediaTypeTests {
    @Test(
        arguments: [
            ("application/json", "application/json"), ("application/json; charset=utf-8", "application/json"),
            ("  application/json\t;x", "application/json"), ("application/json;", "application/json"),
            ("application/json ", "application/json"),
            ("", ""), (" \t ", ""), (";charset=utf-8", ""),
            ("application/vnd.oci.image.index.v1+json;a=\"b;c\"", MediaType.imageIndex.rawValue),
        ]
    )
    func dropsParameters(_ header: String, _ type: String) {
        #expect(MediaType(contentType: header).rawValue == type)
    }

    @Test func knowsIndexesFromImages() {
        #expect(MediaType.imageIndex.isIndex)
        #expect(MediaType.dockerManifestList.isIndex)
        #expect(!MediaType.imageManifest.isIndex)
        #expect(!MediaType.dockerManifest.isIndex)
        #expect(!MediaType.artifactManifest.isIndex)
    }

    @Test(
        arguments: [
            ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", true),
            ("application/vnd.oci.image.layer.nondistributable.v1.tar", true),
            ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", true),
            ("application/vnd.oci.image.layer.v1.tar+gzip", false),
            ("application/vnd.docker.image.rootfs.diff.tar.gzip", false), ("", false),
        ]
    )
    func knowsLayersThatMayLieElsewhere(_ type: String, _ isNondistributable: Bool) {
        #expect(MediaType(rawValue: type).isNondistributable == isNondistributable)
    }
}
