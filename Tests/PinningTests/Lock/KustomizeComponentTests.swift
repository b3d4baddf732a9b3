// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct KustomizeComponentTests {
    @Test func replacesImagesByTheirNames() throws {
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .kustomize,
            from: [
                ExportSamples.source(
                    "a.yaml",
                    .kubernetes,
                    [
                        try LockSamples.found("nginx:1.25"),
                        try LockSamples.found("docker.io/library/nginx", at: 20, role: .initImage),
                    ]
                ),
                ExportSamples.source("b.yaml", .kubernetes, [try LockSamples.found("ghcr.io/a/b:v2", in: "b.yaml")]),
                ExportSamples.source("compose.yaml", .compose, [try LockSamples.found("node:20")]),
            ]
        )
        #expect(
            ExportSamples.documents(export) == [
                "holdfast-images/kustomization.yaml": """
                # Written from holdfast.lock by holdfast lock export.
                apiVersion: kustomize.config.k8s.io/v1alpha1
                kind: Component
                images:
                  - name: "docker.io/library/nginx"
                    digest: "\(ExportSamples.a)"
                  - name: "ghcr.io/a/b"
                    newTag: "v2"
                    digest: "\(ExportSamples.b)"
                  - name: "nginx"
                    newTag: "1.25"
                    digest: "\(ExportSamples.a)"

                """
            ]
        )
        #expect(export.omissions.isEmpty)
    }

    @Test func neverGivesOneImageTheDigestOfAnother() throws {
        let lock = try LockSamples.lock(("nginx:1", "a"), ("nginx:2", "b"), ("redis:1", "c"))
        let names = ["nginx:1", "nginx:2", "redis:1", "redis:2"]
        let found = try names.enumerated().map { try LockSamples.found($1, at: $0 * 20) }
        let export = try LockExport(
            of: lock,
            for: .kustomize,
            from: [ExportSamples.source("a.yaml", .kubernetes, found)]
        )
        #expect(export.documents.isEmpty)
        #expect(export.omissions.map(\.reference.written) == names)
        #expect(ExportSamples.reasons(export)[0].contains("one digest for nginx"))
        #expect(ExportSamples.reasons(export)[3] == "redis:2: it is not in the lock")
    }

    @Test func leavesOutWhatKustomizeDoesNotReplace() throws {
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .kustomize,
            from: [
                ExportSamples.source(
                    "a.yaml",
                    .kubernetes,
                    [
                        try LockSamples.found("nginx:1.25", role: .ephemeralImage),
                        try LockSamples.found("nginx:1.25@a", at: 30, role: .volumeImage),
                    ]
                ),
                ExportSamples.source(
                    "kustomization.yaml",
                    .kustomization,
                    [try LockSamples.found("node:20", in: "k", role: .override)]
                ),
            ]
        )
        #expect(export.documents.isEmpty)
        #expect(export.omissions.map(\.reference.written) == ["nginx:1.25", "node:20"])
    }

    @Test func writesNoNameThatKustomizeReadsAsAPattern() throws {
        let lock = try LockSamples.lock(("[::1]:5000/a:1", "a"))
        let found = [try LockSamples.found("[::1]:5000/a:1")]
        let export = try LockExport(
            of: lock,
            for: .kustomize,
            from: [ExportSamples.source("a.yaml", .kubernetes, found)]
        )
        #expect(export.documents.isEmpty)
        #expect(ExportSamples.reasons(export).first?.contains("brackets") == true)
    }
}
