// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Storage

/// An image that the demo is made of, built in memory; the same parts give the same bytes.
struct DemoImage {
    /// What an image says that it was built on.
    struct Base {
        var name: String
        var image: DemoImage
    }

    var layers: [DemoLayer]
    /// When it was built, as RFC 3339.
    var built: String
    var environment = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]
    var entrypoint: [String] = []
    var command: [String] = []
    var workingDirectory = "/"
    var labels: [String: String] = [:]
    private(set) var base: (name: String, digest: Digest)?

    /// Creates an image without anything below.
    init(layers: [DemoLayer], built: String) {
        self.layers = layers
        self.built = built
    }

    /// Creates an image on another one, whose settings it takes over.
    init(on base: Base, adding layers: [DemoLayer], built: String) {
        self = base.image
        self.layers += layers
        self.built = built
        self.base = (base.name, Digest(of: base.image.manifest))
    }

    /// What the registry stores for it besides the manifest.
    var blobs: [[UInt8]] { layers.map(\.archive) + [configuration] }

    /// The image's configuration.
    var configuration: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("created", built)
            json.member("architecture", "amd64")
            json.member("os", "linux")
            json.member("config") { json in
                json.member("Env", texts: environment)
                if !entrypoint.isEmpty { json.member("Entrypoint", texts: entrypoint) }
                if !command.isEmpty { json.member("Cmd", texts: command) }
                json.member("WorkingDir", workingDirectory)
                json.member("Labels") { json in
                    for (label, text) in labels.sorted(by: { $0.key < $1.key }) { json.member(label, text) }
                }
            }
            json.member("rootfs") { json in
                json.member("type", "layers")
                json.member("diff_ids", texts: layers.map(\.digest.rawValue))
            }
            json.member("history", layers) { json, layer in
                json.member("created", layer.built)
                json.member("created_by", layer.step)
            }
        }
        return json.bytes
    }

    /// The image's manifest.
    var manifest: [UInt8] {
        let configuration = configuration
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageManifest.rawValue)
            json.member("config") { json in
                describe(
                    configuration,
                    Digest(of: configuration),
                    "application/vnd.oci.image.config.v1+json",
                    in: &json
                )
            }
            json.member("layers", layers) { json, layer in
                describe(layer.archive, layer.digest, "application/vnd.oci.image.layer.v1.tar", in: &json)
            }
            guard let base else { return }
            json.member("annotations") { json in
                json.member("org.opencontainers.image.base.digest", base.digest.rawValue)
                json.member("org.opencontainers.image.base.name", base.name)
            }
        }
        return json.bytes
    }

    private func describe(_ bytes: [UInt8], _ digest: Digest, _ type: String, in json: inout JSONWriter) {
        json.member("mediaType", type)
        json.member("digest", digest.rawValue)
        json.member("size", Int64(bytes.count))
    }
}
