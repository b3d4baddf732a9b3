// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Storage

/// A statement of a builder, as tests make it.
struct Statement: Sendable {
    /// The version of the provenance.
    enum Version: CaseIterable, Sendable {
        case v02, v1

        var predicateType: String {
            switch self {
            case .v02: "https://slsa.dev/provenance/v0.2"
            case .v1: "https://slsa.dev/provenance/v1"
            }
        }
    }

    /// How it lies in its layer.
    enum Wrapping: CaseIterable, Sendable {
        case plain, envelope

        var mediaType: String {
            switch self {
            case .plain: "application/vnd.in-toto+json"
            case .envelope: "application/vnd.dsse.envelope.v1+json"
            }
        }
    }

    var version = Version.v02
    var wrapping = Wrapping.plain
    var type = "https://in-toto.io/Statement/v0.1"
    var predicateType: String?
    /// The images that the statement is about.
    var subjects: [Digest]
    /// What they were made with: a package URL, and the digest beside it.
    var materials: [(uri: String, digest: Digest?)]

    init(about subjects: Digest..., on bases: Digest..., version: Version = .v02, wrapping: Wrapping = .plain) {
        self.version = version
        self.wrapping = wrapping
        self.subjects = subjects
        self.materials = bases.map { ("pkg:docker/debian@12?platform=linux%2Famd64", $0) }
    }

    /// The layer that holds it.
    var bytes: ByteBuffer {
        let materials = materials.map { uri, digest in
            let digest = digest.map { #","digest":{"\#($0.algorithm.rawValue)":"\#($0.hex)"}"# } ?? ""
            return #"{"uri":"\#(uri)"\#(digest)}"#
        }.joined(separator: ",")
        let predicate =
            switch version {
            case .v02: #"{"buildType":"https://mobyproject.org/buildkit@v1","materials":[\#(materials)]}"#
            case .v1: #"{"buildDefinition":{"buildType":"x","resolvedDependencies":[\#(materials)]}}"#
            }
        let subjects = subjects.map { #"{"name":"_","digest":{"\#($0.algorithm.rawValue)":"\#($0.hex)"}}"# }
        let text = #"""
            {"_type":"\#(type)","predicateType":"\#(predicateType ?? version.predicateType)",
            "subject":[\#(subjects.joined(separator: ","))],"predicate":\#(predicate)}
            """#
        guard wrapping == .envelope else { return ByteBuffer(string: text) }
        let payload = Base64.encode(Array(text.utf8))
        return ByteBuffer(
            string:
                #"{"payloadType":"application/vnd.in-toto+json","payload":"\#(payload)","signatures":[{"sig":"AA=="}]}"#
        )
    }
}

extension Image {
    /// Makes a manifest whose layers are statements, that refers to an image or, as builders' do, to none.
    init(attesting statements: Statement..., subject: Digest? = nil, annotation: String? = nil) {
        self.init(
            attesting: statements.map { ($0.wrapping.mediaType, $0.bytes) },
            subject: subject,
            annotation: annotation
        )
    }

    /// Makes a manifest of layers, each with its type.
    init(attesting layers: [(type: String, bytes: ByteBuffer)], subject: Digest? = nil, annotation: String? = nil) {
        let config = ByteBuffer(string: #"{"architecture":"unknown","os":"unknown","rootfs":{"type":"layers"}}"#)
        let note = annotation.map { #","annotations":{"in-toto.io/predicate-type":"\#($0)"}"# } ?? ""
        let descriptors = layers.map { layer in
            #"{"mediaType":"\#(layer.type)","digest":"\#(Digest(of: layer.bytes))","size":\#(layer.bytes.readableBytes)\#(note)}"#
        }
        let reference = subject.map {
            #","subject":{"mediaType":"\#(MediaType.imageManifest)","digest":"\#($0)","size":7}"#
        }
        self.init(
            mediaType: .imageManifest,
            text: #"""
                {"schemaVersion":2,"mediaType":"\#(MediaType.imageManifest)",
                "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"\#(Digest(of: config))",
                "size":\#(config.readableBytes)},"layers":[\#(descriptors.joined(separator: ","))]\#(reference ?? "")}
                """#,
            blobs: [config] + layers.map(\.bytes)
        )
    }

    /// Makes an index of an image and an attestation that the index says is about an image.
    init(building image: Image, _ attestation: Image, about digest: Digest? = nil) {
        self.init(
            index: [image, attestation],
            annotations: [
                [:],
                [
                    "vnd.docker.reference.type": "attestation-manifest",
                    "vnd.docker.reference.digest": (digest ?? image.digest).rawValue,
                ],
            ]
        )
    }
}
