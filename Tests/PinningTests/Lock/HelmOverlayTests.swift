// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

@Suite struct HelmOverlayTests {
    private func values(_ text: String, _ parts: [(written: String, holding: FoundReference.Holding, means: String)])
        throws -> LockExport.Source
    {
        var references: [FoundReference] = []
        for part in parts {
            let start = try #require(text.firstRange(of: part.written)).lowerBound.utf16Offset(in: text)
            references.append(
                FoundReference(
                    path: "chart/values.yaml",
                    span: start..<start + part.written.utf8.count,
                    written: part.written,
                    holding: part.holding,
                    role: .values,
                    meaning: .known(try Reference(part.means))
                )
            )
        }
        return ExportSamples.source("chart/values.yaml", .helmValues, references, text: text)
    }

    @Test func saysTheDigestWhereTheValuesSayTheTag() throws {
        let text = """
            # values
            replicas: 2
            web:
              image: {registry: docker.io, repository: nginx, tag: "1.25"}
              sidecar:
                image: ghcr.io/a/b:v2
            job:
              image: {repository: node, tag: '20', digest: sha256:old}
            again: &again {image: {repository: node, tag: v20}}
            copy: *again
            """
        let export = try LockExport(
            of: ExportSamples.lock(),
            for: .helm,
            from: [
                try values(
                    text,
                    [
                        ("1.25", .tag, "docker.io/nginx:1.25"), ("ghcr.io/a/b:v2", .reference, "ghcr.io/a/b:v2"),
                        ("sha256:old", .digest, "node:20"), ("v20", .tag, "node:20"),
                    ]
                )
            ]
        )
        #expect(
            ExportSamples.documents(export) == [
                "chart/values.lock.yaml": """
                # Written from holdfast.lock by holdfast lock export.
                web:
                  image:
                    tag: "1.25@\(ExportSamples.a)"
                  sidecar:
                    image: "ghcr.io/a/b:v2@\(ExportSamples.b)"
                job:
                  image:
                    digest: "\(ExportSamples.b)"
                again:
                  image:
                    tag: "v20@\(ExportSamples.b)"
                copy:
                  image:
                    tag: "v20@\(ExportSamples.b)"

                """
            ]
        )
        #expect(export.omissions.isEmpty)
    }

    @Test func takesTheTagAsHelmReadsIt() throws {
        var source = try values("image: {repository: nginx, tag: 1.250}", [("1.250", .tag, "nginx:1.25")])
        source.references[0].editing = .lockOnly("Helm reads 1.250 as the number 1.25; quote it")
        let export = try LockExport(of: ExportSamples.lock(), for: .helm, from: [source])
        #expect(
            ExportSamples.documents(export)["chart/values.lock.yaml"]?.contains("tag: \"1.25@\(ExportSamples.a)\"")
                == true
        )
    }

    @Test func leavesOutWhatAnOverlayCannotSay() throws {
        var source = try values(
            "images: [nginx:1.25]\nimage: node:20\nname: nginx\n",
            [("nginx:1.25", .reference, "nginx:1.25"), ("node:20", .reference, "node:20")]
        )
        source.references[1].editing = .lockOnly("the tag is the chart's appVersion")
        source.references.append(try LockSamples.found("nginx", in: "chart/other.yaml", role: .values))
        let export = try LockExport(of: ExportSamples.lock(), for: .helm, from: [source])
        #expect(export.documents.isEmpty)
        #expect(
            ExportSamples.reasons(export) == [
                "nginx: it is not the whole of a value: pin it in the file",
                "nginx:1.25: it stands in a list, which Helm replaces as a whole: pin it in the file",
                "node:20: the tag is the chart's appVersion",
            ]
        )
    }

    @Test func boundsWhatAliasesMakeOfValues() throws {
        var text = "a0: &a0 {image: nginx:1.25}\n"
        for level in 1..<40 { text += "a\(level): &a\(level) {x: *a\(level - 1), y: *a\(level - 1)}\n" }
        let source = try values(text, [("nginx:1.25", .reference, "nginx:1.25")])
        let error = try #require(throws: PinningError.self) {
            try LockExport(of: try ExportSamples.lock(), for: .helm, from: [source])
        }
        #expect(error.code == .tooLarge)
    }
}
