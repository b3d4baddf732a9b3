// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct ComposeOverrideTests {
    @Test func replacesTheImagesOfServices() throws {
        let text = """
            services:
              web: {image: "nginx:1.25"}
              "on": {image: "nginx:${TAG:-1.25}", extends: other}
              base: &base
                image: ${IMAGE}
              worker: {<<: *base, command: [run]}
              late: {extends: {service: base}}
              built: {image: "node:20", build: .}
              far: {extends: {service: x, file: other.yaml}}
            """
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .compose,
            from: [
                ExportSamples.source(
                    "deploy/compose.yaml",
                    .compose,
                    [
                        try LockSamples.found("nginx:1.25", in: "deploy/compose.yaml", at: 30),
                        try LockSamples.found("ghcr.io/a/b:v2", in: "deploy/.env", at: 6),
                        try LockSamples.found("node:20", in: "deploy/compose.yaml", at: 200, role: .from),
                        try LockSamples.found("nginx", in: "deploy/other.yaml", at: 10),
                    ],
                    text: text,
                    files: [".env": "IMAGE=ghcr.io/a/b:v2\n"]
                )
            ]
        )
        #expect(
            ExportSamples.documents(export) == [
                "deploy/compose.lock.yaml": """
                # Written from holdfast.lock by holdfast lock export.
                services:
                  web:
                    image: "nginx:1.25@\(ExportSamples.a)"
                  "on":
                    image: "nginx:1.25@\(ExportSamples.a)"
                  base:
                    image: "ghcr.io/a/b:v2@\(ExportSamples.b)"
                  worker:
                    image: "ghcr.io/a/b:v2@\(ExportSamples.b)"
                  late:
                    image: "ghcr.io/a/b:v2@\(ExportSamples.b)"

                """
            ]
        )
        #expect(
            ExportSamples.reasons(export) == [
                "node:20: it belongs to a build: export for buildkit too",
                "nginx: it is not the image of a service of this file itself",
            ]
        )
    }

    @Test func saysWhatAnOverrideCannotHold() throws {
        var built = try LockSamples.found("node:20", at: 10)
        built.editing = .lockOnly("the service is also built")
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .compose,
            from: [
                ExportSamples.source(
                    "compose.yaml",
                    .compose,
                    [
                        built, try LockSamples.found("nginx", at: 50, role: .volumeImage),
                        try LockSamples.found("other:1", at: 70),
                        LockSamples.unknown("TAG has no value", in: "compose.yaml", role: .image),
                    ],
                    text: "services:\n  a: {image: node:20, build: .}\n"
                )
            ]
        )
        #expect(export.documents.isEmpty)
        #expect(
            ExportSamples.reasons(export) == [
                "${BASE}: TAG has no value", "node:20: the service is also built",
                "nginx: an override cannot replace it alone: pin it in the file", "other:1: it is not in the lock",
            ]
        )
    }

    @Test func namesAServiceOnceThatSeveralDocumentsHave() throws {
        let text = "services: {a: {image: nginx}}\n---\nservices: {a: {image: node:20}}\n"
        let found = [try LockSamples.found("nginx", at: 1), try LockSamples.found("node:20", at: 50)]
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .compose,
            from: [ExportSamples.source("compose.yaml", .compose, found, text: text)]
        )
        let override = try #require(ExportSamples.documents(export)["compose.lock.yaml"])
        #expect(override.hasSuffix("services:\n  a:\n    image: \"node:20@\(ExportSamples.b)\"\n"))
    }
}
