// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What is pushed to publish a Notation signature: two blobs, and the manifest that refers to what is signed.
public struct NotationPublication: Sendable {
    /// The kind of artifact the manifest is.
    public static let artifactType = "application/vnd.cncf.notary.signature"
    /// The annotation that names the certificates, by which verifiers choose among signatures.
    static let thumbprintAnnotation = "io.cncf.notary.x509chain.thumbprint#S256"

    /// The envelope, which is the manifest's one layer.
    public let envelope: [UInt8]
    /// The config, which is an empty object.
    public let config: [UInt8]
    /// The manifest.
    public let manifest: [UInt8]

    init(envelope: [UInt8], subject: Descriptor, chain: NotationChain, at time: Timestamp) {
        let config = Array("{}".utf8)
        var thumbprints = JSONWriter()
        thumbprints.array { json in
            for certificate in chain.certificates { json.value(certificate.thumbprint.hex) }
        }
        let thumbprintText = String(decoding: thumbprints.bytes, as: UTF8.self)
        var json = JSONWriter()
        json.object { json in
            json.member("schemaVersion", 2)
            json.member("mediaType", MediaType.imageManifest.rawValue)
            json.member("artifactType", Self.artifactType)
            json.member("config") { Self.write(Self.configDescriptor, to: &$0) }
            json.member("layers", [Self.layer(of: envelope)]) { Self.write($1, to: &$0) }
            json.member("subject") { Self.write(subject, to: &$0) }
            json.member("annotations") { json in
                json.member(Self.thumbprintAnnotation, thumbprintText)
                json.member("org.opencontainers.image.created", time.wholeSeconds)
            }
        }
        self.envelope = envelope
        self.config = config
        self.manifest = json.bytes
    }

    /// The descriptor of the manifest.
    public var descriptor: Descriptor {
        Descriptor(
            mediaType: .imageManifest,
            digest: Digest(sha256Of: manifest),
            size: Int64(manifest.count),
            artifactType: Self.artifactType
        )
    }

    /// The blobs to push before the manifest.
    public var blobs: [(descriptor: Descriptor, bytes: [UInt8])] {
        [(Self.configDescriptor, config), (Self.layer(of: envelope), envelope)]
    }
}

extension NotationPublication {
    private static var configDescriptor: Descriptor {
        let config = Array("{}".utf8)
        return Descriptor(
            mediaType: MediaType(rawValue: "application/vnd.oci.empty.v1+json"),
            digest: Digest(sha256Of: config),
            size: Int64(config.count)
        )
    }

    private static func layer(of envelope: [UInt8]) -> Descriptor {
        Descriptor(
            mediaType: NotationEnvelope.mediaType,
            digest: Digest(sha256Of: envelope),
            size: Int64(envelope.count)
        )
    }

    private static func write(_ descriptor: Descriptor, to json: inout JSONWriter) {
        json.member("mediaType", descriptor.mediaType.rawValue)
        json.member("digest", descriptor.digest.rawValue)
        json.member("size", descriptor.size)
    }
}
