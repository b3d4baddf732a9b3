// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct KustomizationFormatTests {
    private static let digest = "sha256:" + String(repeating: "0b", count: 32)

    static let cases: [ManifestCase] = [
        ManifestCase(
            "tags and names",
            """
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            resources: [deployment.yaml]
            images:
            - name: nginx
              newTag: 1.25.3 # kept
            - name: app
              newName: ghcr.io/team/app
              newTag: "v1"
            - {name: pinned, newTag: '2@\(digest)'}
            """,
            .image("1.25.3", .override, means: "nginx:1.25.3"),
            .image("v1", .override, means: "ghcr.io/team/app:v1"),
            .image("2@\(digest)", .override, means: "pinned:2@\(digest)")
        ),
        ManifestCase(
            "digests",
            """
            images:
            - {name: a, digest: \(digest)}
            - {name: b, newTag: v1, digest: "\(digest)"}
            - {name: c, newTag: v1, digest: ""}
            - {name: d, newTag: "v1@\(digest)", digest: ""}
            - {name: e, newTag: v1, digest: }
            """,
            .image(digest, .override, means: "a@\(digest)"),
            .image(digest, .override, means: "b:v1@\(digest)"),
            .image("", .override, means: "c:v1"),
            .image("v1@\(digest)", .override, means: "d:v1@\(digest)"),
            .image("v1", .override, means: "e:v1")
        ),
        ManifestCase(
            "what cannot be known or written",
            """
            images:
            - {name: a, newName: registry.example/a}
            - {name: b, newTag: 3.6}
            - {name: c, newTag: 553640e6}
            - {name: d, newTag: 7}
            - {name: e}
            - {name: f, newTag: v1, tagSuffix: -x}
            - {newTag: v1}
            - text
            """,
            .unknown("registry.example/a", .override, editable: false),
            .unknown("3.6", .override, editable: false),
            .unknown("553640e6", .override, editable: false),
            .unknown("7", .override, editable: false),
            .unknown("v1", .override)
        ),
        ManifestCase(
            "a tag that images of several names share",
            """
            images:
            - {name: a, newTag: &tag v1}
            - {name: b, newTag: *tag}
            """,
            .locked("a", .override, means: "a:v1"),
            .locked("b", .override, means: "b:v1")
        ),
        ManifestCase(
            "patches",
            """
            patches:
            - target: {kind: Deployment}
              patch: |-
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  template:
                    spec:
                      containers:
                      - name: web
                        image: nginx:1.25
            - path: other.yaml
            - patch: |-
                - op: replace
                  path: /spec/template/spec/initContainers/0/image
                  value: "busybox"
                - op: add
                  path: /spec/template/spec/containers/-
                  value: {name: x, image: alpine}
                - op: replace
                  path: /spec/replicas
                  value: 3
            - patch: '[{"op": "replace", "path": "/spec/template/spec/containers/1/image", "value": "redis"}]'
            - patch: |-
                - op: [
                  image: x
            patchesStrategicMerge:
            - patch.yaml
            - |-
              spec: {template: {spec: {containers: [{name: y, image: node}]}}}
            """,
            .image("nginx:1.25"),
            .image("busybox", .initImage),
            .image("alpine"),
            .image("redis"),
            .unknown("|-\n    - op: [\n      image: x\n", editable: false),
            .image("node")
        ),
        ManifestCase(
            "chart values and transformers",
            """
            helmCharts:
            - name: web
              version: 1.0.0
              valuesInline:
                image: {repository: quay.io/web, tag: v1}
            transformers:
            - tags.yaml
            - |-
              apiVersion: builtin
              kind: ImageTagTransformer
              metadata: {name: t}
              imageTag: {name: app, newTag: v9}
            """,
            .image("v1", .values, means: "quay.io/web:v1"),
            .image("v9", .override, means: "app:v9")
        ),
    ]

    @Test(arguments: cases) func findsEveryOverride(_ manifest: ManifestCase) throws {
        let found = try manifest.found(by: KustomizationFormat())
        #expect(found == manifest.expected)
    }

    @Test func isFoundAmongResourcesToo() throws {
        let manifest = ManifestCase(
            "component",
            """
            apiVersion: kustomize.config.k8s.io/v1alpha1
            kind: Component
            images: [{name: a, newTag: v1}]
            """,
            .image("v1", .override, means: "a:v1")
        )
        let found = try manifest.found(by: KubernetesFormat())
        #expect(found == manifest.expected)
    }

    @Test func holdsADigestWhereItStands() throws {
        let text =
            "images: [{name: a, digest: \(Self.digest)}, {name: b, newTag: v1}, {name: c, newTag: v1, digest: ''}]"
        let found = try KustomizationFormat().references(
            in: SourceText(path: "k.yaml", bytes: Array(text.utf8)),
            context: ReadingContext()
        )
        #expect(found.map(\.holding) == [.digest, .tag, .quotedDigest])
    }
}
