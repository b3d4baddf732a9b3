// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// Exports of what the formats really find.
@Suite struct ReadExportTests {
    private func export(
        _ kind: FileKind,
        _ text: String,
        files: [String: String] = [:],
        for consumer: LockExport.Consumer
    ) throws -> LockExport {
        var source = ExportSamples.source("a/file.yaml", kind, [], text: text, files: files)
        source.references = try kind.format.references(in: source.text, context: source.context)
        return try LockExport(of: ExportSamples.lock(), for: consumer, from: [source])
    }

    @Test func fixesWhatVariablesOfComposeMean() throws {
        let export = try export(
            .compose,
            """
            services:
              web: {image: "nginx:${TAG}"}
              app: {image: "${IMAGE:?}"}
              default: {image: "${OTHER:-node:20}"}
              hidden: {image: "${NOTHING}"}
            """,
            files: [".env": "TAG=1.25\nIMAGE=ghcr.io/a/b:v2\n"],
            for: .compose
        )
        let text = try #require(ExportSamples.documents(export)["a/file.lock.yaml"])
        #expect(
            text.hasSuffix(
                """
                services:
                  web:
                    image: "nginx:1.25@\(ExportSamples.a)"
                  app:
                    image: "ghcr.io/a/b:v2@\(ExportSamples.b)"
                  default:
                    image: "node:20@\(ExportSamples.b)"

                """
            )
        )
        #expect(export.omissions.count == 1)
    }

    @Test func fixesTheTagsOfCharts() throws {
        let export = try export(
            .helmValues,
            """
            image:
              registry: docker.io
              repository: nginx
              tag: "1.25"
              digest: ""
            worker:
              image: ghcr.io/a/b:v2
            late:
              image: {repository: node, tag: 20}
            """,
            for: .helm
        )
        let text = try #require(ExportSamples.documents(export)["a/file.lock.yaml"])
        #expect(
            text.hasSuffix(
                """
                image:
                  digest: "\(ExportSamples.a)"
                worker:
                  image: "ghcr.io/a/b:v2@\(ExportSamples.b)"
                late:
                  image:
                    tag: "20@\(ExportSamples.b)"

                """
            ),
            "\(text)"
        )
        #expect(export.omissions.isEmpty)
    }

    @Test func coversTheArgumentsOfADockerfile() throws {
        let export = try export(
            .dockerfile,
            """
            # syntax=ghcr.io/a/b:v2
            ARG VERSION=20
            ARG UNKNOWN
            FROM node:${VERSION} AS build
            FROM scratch
            COPY --from=nginx:1.25 /a /a
            COPY --from=build /b /b
            FROM ${UNKNOWN}
            """,
            for: .buildkit
        )
        let policy = try #require(export.documents.first)
        let rules = try #require(try JSONValue(parsing: policy.bytes)["rules"]?.array)
        #expect(
            rules.map { $0["selector"]?["identifier"]?.string } == [
                "docker-image://docker.io/library/nginx:1.25", "docker-image://docker.io/library/node:20",
                "docker-image://ghcr.io/a/b:v2",
            ]
        )
        #expect(
            rules.map { $0["updates"]?["identifier"]?.string } == [
                "docker-image://docker.io/library/nginx:1.25@\(ExportSamples.a)",
                "docker-image://docker.io/library/node:20@\(ExportSamples.b)",
                "docker-image://ghcr.io/a/b:v2@\(ExportSamples.b)",
            ]
        )
        #expect(export.omissions.count == 1)
    }

    @Test func replacesTheImagesOfManifests() throws {
        let export = try export(
            .kubernetes,
            """
            apiVersion: v1
            kind: Pod
            spec:
              initContainers: [{name: a, image: node:20}]
              containers: [{name: b, image: "nginx:1.25"}]
            """,
            for: .kustomize
        )
        let text = try #require(export.documents.first.map { String(decoding: $0.bytes, as: UTF8.self) })
        #expect(text.contains("- name: \"nginx\"\n    newTag: \"1.25\"\n    digest: \"\(ExportSamples.a)\"\n"))
        #expect(text.contains("- name: \"node\"\n    newTag: \"20\"\n    digest: \"\(ExportSamples.b)\"\n"))
        #expect(export.omissions.isEmpty)
    }
}
