// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

/// The kinds of content the conformance suite pushes, and some more.
enum DataSet: String, CaseIterable, Sendable {
    case image = "Image"
    case uncompressed = "Image with uncompressed layers"
    case largeManifest = "Large manifest"
    case index = "Index"
    case nestedIndex = "Nested index"
    case emptyIndex = "Empty index"
    case artifact = "Artifact"
    case artifactIndex = "Artifact index"
    case artifactWithoutLayers = "Artifact without layers"
    case subject = "Artifact with subject"
    case indexWithSubject = "Index with subject"
    case missingSubject = "Artifact with a subject that does not exist"
    case dataField = "Data field"
    case nondistributable = "Non-distributable layers"
    case customFields = "Custom fields"
    case noLayers = "No layers"
    case unknownType = "Unknown media type"
    case docker = "Docker schema 2"
    case dockerList = "Docker manifest list"

    func check(_ client: RegistryClient) async throws {
        let repository = "conformance/data"
        let content = content
        try await client.prepare(content, in: repository)
        let pushed = try await client.put(content, in: repository, as: "1.0")
        try #require(pushed.status == 201, "\(pushed.text)")
        #expect(pushed["OCI-Subject"] == content.subject?.rawValue ?? "")
        try await client.expectManifest(content, at: pushed.location)
        #expect(try await client.tags(of: repository) == ["1.0"])
        try await client.expectManifest(content, in: repository, as: "1.0")
        try await client.expectManifest(content, in: repository, as: content.digest.rawValue)
        #expect(try await client.put(content, in: repository, as: "1.0").status == 201)

        for algorithm in Digest.Algorithm.allCases {
            let digest = content.digest(algorithm)
            #expect(try await client.put(content, in: repository, as: digest.rawValue).status == 201)
            try await client.expectManifest(content, in: repository, as: digest.rawValue, algorithm)
        }
        if let subject = content.subject {
            let listed = try await client.referrers(of: subject, in: repository).map { $0["digest"]?.string }
            #expect(listed.contains(content.digest.rawValue))
        }
        for algorithm in Digest.Algorithm.allCases {
            let digest = content.digest(algorithm)
            #expect(try await client.delete("/v2/\(repository)/manifests/\(digest)").status == 202)
            try await client.expectNoManifest(in: repository, as: digest.rawValue)
        }
        try await client.expectNoManifest(in: repository, as: "1.0")
        if let subject = content.subject {
            #expect(try await client.referrers(of: subject, in: repository).isEmpty)
        }
        for blob in content.blobs { try await client.expectBlob(blob, in: repository) }
    }

    private var content: Content {
        switch self {
        case .image: .image()
        case .uncompressed: .image(layerType: "application/vnd.oci.image.layer.v1.tar")
        case .largeManifest: .image(more: Content.annotations(count: 390, length: 10_000))
        case .index: .index([.image(1), .image(2)])
        case .nestedIndex: .index([.index([.image(1), .image(2)]), .image(3)])
        case .emptyIndex: .index([])
        case .artifact: .artifact()
        case .artifactIndex:
            .index([.artifact(), .image()], more: #", "artifactType": "application/vnd.example.set""#)
        case .artifactWithoutLayers: .artifact(blobs: [])
        case .subject: .artifact(subject: .image())
        case .indexWithSubject: .index([.image(1)], subject: .image(2))
        case .missingSubject: .artifact(subject: .image(99))
        case .dataField: .withData
        case .nondistributable: .nondistributable
        case .customFields: .customFields
        case .noLayers: .withoutLayers
        case .unknownType: .ofUnknownType
        case .docker: .docker()
        case .dockerList: .dockerList([.docker(1), .docker(2)])
        }
    }
}
