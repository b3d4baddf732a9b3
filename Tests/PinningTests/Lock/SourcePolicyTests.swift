// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct SourcePolicyTests {
    @Test func convertsTheNamesThatABuildAsksFor() throws {
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .buildkit,
            from: [
                ExportSamples.source(
                    "Dockerfile",
                    .dockerfile,
                    [
                        try LockSamples.found("node:20", role: .from),
                        try LockSamples.found("nginx", at: 20, role: .copyFrom),
                        try LockSamples.found("index.docker.io/node:20", at: 40, role: .mountFrom),
                        try LockSamples.found("ghcr.io/a/b:v2@c", at: 60, role: .from),
                        try LockSamples.found("nginx:1.25@a", at: 180, role: .from),
                        try LockSamples.found("other:1", at: 300, role: .from),
                        LockSamples.unknown("BASE has no default"),
                        try LockSamples.found("nginx:1.25", at: 400, role: .image),
                    ]
                )
            ]
        )
        let c = try LockSamples.digest("c")
        #expect(
            ExportSamples.documents(export) == [
                "source-policy.json": """
                {
                  "rules": [
                    {
                      "action": "CONVERT",
                      "selector": {
                        "identifier": "docker-image://docker.io/library/nginx:latest"
                      },
                      "updates": {
                        "identifier": "docker-image://docker.io/library/nginx:latest@\(ExportSamples.a)"
                      }
                    },
                    {
                      "action": "CONVERT",
                      "selector": {
                        "identifier": "docker-image://docker.io/library/node:20"
                      },
                      "updates": {
                        "identifier": "docker-image://docker.io/library/node:20@\(ExportSamples.b)"
                      }
                    },
                    {
                      "action": "CONVERT",
                      "selector": {
                        "identifier": "docker-image://ghcr.io/a/b:v2@\(c)"
                      },
                      "updates": {
                        "identifier": "docker-image://ghcr.io/a/b:v2@\(ExportSamples.b)"
                      }
                    }
                  ]
                }

                """
            ]
        )
        #expect(
            ExportSamples.reasons(export).sorted() == [
                "${BASE}: BASE has no default", "other:1: it is not in the lock",
            ]
        )
    }

    @Test func writesNothingWhereNothingIsBuilt() throws {
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .buildkit,
            from: [ExportSamples.source("a.yaml", .kubernetes, [try LockSamples.found("nginx")])]
        )
        #expect(export.documents.isEmpty && export.omissions.isEmpty)
    }
}
