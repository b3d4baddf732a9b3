// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel

extension Content {
    /// The member `annotations` after a comma, with texts of one length.
    static func annotations(count: Int, length: Int) -> String {
        let text = String(repeating: "x", count: length)
        let members = (0..<count).map { #""org.example.annotation.\#($0)": "\#(text)""# }
        return ", \"annotations\": {\(members.joined(separator: ","))}"
    }

    /// The config stands in the manifest as well, in base64.
    static var withData: Content {
        let config = descriptor(
            emptyType,
            .emptyObject,
            #", "data": "\#(Base64.encode("{}"))", "annotations": {"a": "b"}"#
        )
        return raw(#""config": \#(config), "layers": []"#, blobs: [.emptyObject])
    }

    static var nondistributable: Content {
        let config = Blob(#"{"os": "windows"}"#)
        let types = [
            "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
            "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        ]
        let layers = types.map { descriptor($0, Blob("elsewhere"), #", "urls": ["https://example.com/l"]"#) }
        return raw(
            #""config": \#(descriptor(configType, config)), "layers": [\#(layers.joined(separator: ","))]"#,
            blobs: [config]
        )
    }

    /// Members nobody knows, odd blanks, escapes and a number no double holds: all of it comes back as it was.
    static var customFields: Content {
        raw(
            #"""
            "config" :	\#(descriptor(emptyType, .emptyObject, #", "x-custom": [1, 2.50, null]"#)),
            "layers" : [ ], "org.example.custom": {"nested": [true, {"ü": "\u00e9\/"}], "big": 12345678901234567890123},
            "" : "an empty key", "annotations":{}
            """#,
            blobs: [.emptyObject]
        )
    }

    static var withoutLayers: Content {
        let config = Blob(#"{"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": []}}"#)
        return raw(#""config": \#(descriptor(configType, config)), "layers": []"#, blobs: [config])
    }

    /// The artifact manifest of a release candidate of the specification, still around.
    static var ofUnknownType: Content {
        let type = MediaType(rawValue: "application/vnd.oci.artifact.manifest.v1+json")
        let blob = Blob("an old artifact")
        return Content(
            bytes: ByteBuffer(
                string: #"""
                    {"mediaType": "\#(type)", "artifactType": "application/vnd.example.old",
                     "blobs": [\#(descriptor("text/plain", blob))]}
                    """#
            ),
            mediaType: type,
            blobs: [blob]
        )
    }

    private static func raw(_ members: String, blobs: [Blob]) -> Content {
        Content(
            bytes: ByteBuffer(string: "{\"schemaVersion\": 2,\n  \(members)}\n"),
            mediaType: .imageManifest,
            blobs: blobs
        )
    }
}
