// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

/// The shapes of values in charts that are widely used, and what must not be taken for an image.
@Suite struct HelmChartShapeTests {
    private static let digest = "sha256:" + String(repeating: "0d", count: 32)

    static let shapes: [ManifestCase] = [
        ManifestCase(
            "a chart with digests under keys of its own",
            """
            operator:
              image: {repository: quay.io/c/operator, tag: v1, genericDigest: "\(digest)", useDigest: true, suffix: ""}
            image: {override: ~, repository: quay.io/c/agent, tag: v1, digest: "\(digest)", useDigest: true}
            a: {image: {repository: r/a, tag: v1, digest: "\(digest)", useDigest: false}}
            b: {image: {repository: r/b, tag: v1, useDigest: false}}
            c: {image: {repository: r/c, tag: v1, useDigest: true}}
            d: {image: {repository: r/d, tag: v1, override: "x/y:1"}}
            e: {image: {repository: r/e, tag: v1, tagSuffix: -slim}}
            f: {image: {repository: r/f, tag: v1, tagPrefix: "", suffix: "", digest: "", useDigest: true}}
            g: {image: {repository: r/g, tag: v1, variant: cluster}}
            """,
            .unknown("v1", .values, editable: false),
            .image(digest, .values, means: "quay.io/c/agent:v1@\(digest)"),
            .unknown(digest, .values, editable: false),
            .locked("v1", .values, means: "r/b:v1"),
            .locked("v1", .values, means: "r/c:v1"),
            .unknown("v1", .values, editable: false),
            .unknown("v1", .values, editable: false),
            .image("", .values, means: "r/f:v1"),
            .unknown("v1", .values, editable: false)
        ),
        ManifestCase(
            "a name without what stands before it",
            """
            registry: gcr.io/team
            agents: {image: {name: agent, tag: 7.61.0, repository: }}
            kafka: {image: {registry: "", repository: "", name: kafka}}
            """,
            .unknown("7.61.0", .values),
            .unknown("kafka", .values, editable: false)
        ),
        ManifestCase(
            "sources and charts",
            """
            git: {repository: nginx/nginx, tag: v1}
            source: {repository: a/b, tag: '1', branch: main}
            chart: {repository: a/b, tag: '1', deep: {repository: a/b, tag: '1'}}
            sources: [{repository: a/b, tag: '1'}]
            app: {repository: a/b, tag: '1', path: deploy/base}
            helm: {image: {repository: a/helm, tag: '2'}}
            exporter: {repository: a/exporter, tag: '3', path: /metrics}
            """,
            .image("2", .values, means: "a/helm:2"),
            .image("3", .values, means: "a/exporter:3")
        ),
        ManifestCase(
            "keys that stand twice",
            """
            a: {repository: r/a, tag: v1, tag: v2}
            b: {repository: r/b, repository: r/c, tag: v1}
            c: {image: "d:1", image: "e:1"}
            f: {image: "f:1", other: 1, other: 2}
            g: {g: {image: "g:1"}, g: {image: "h:1"}}
            """,
            .unknown("v1", .values, editable: false),
            .unknown("v1", .values, editable: false),
            .unknown("d:1", .values, editable: false),
            .unknown("e:1", .values, editable: false),
            .image("f:1", .values),
            .unknown("g:1", .values, editable: false),
            .unknown("h:1", .values, editable: false)
        ),
        ManifestCase(
            "images in one text under other keys",
            """
            global: {imageK8S: "hashicorp/k8s:1.6.1", imageEnvoy: 'envoy:v1', imageRegistry: "localhost:5000"}
            runner: {actionsRunnerRepositoryAndTag: "team/runner:latest", imagePullPolicy: Always, imageTag: v1}
            other: {imageName: "a/b:1", imageProxy: "proxy:3128", imagery: "a:1"}
            """,
            .image("hashicorp/k8s:1.6.1", .values),
            .image("envoy:v1", .values),
            .image("team/runner:latest", .values),
            .image("a/b:1", .values)
        ),
        ManifestCase(
            "names and tags among other values",
            """
            rancherImage: rancher/rancher
            rancherImageTag: v2.9.0
            one: {imageName: a/one, imageTag: "1"}
            airflow: {defaultAirflowRepository: apache/airflow, defaultAirflowTag: "2.10", defaultAirflowDigest: ~}
            two: {webRepository: a/two, webTag: v2, webDigest: "\(digest)"}
            three: {gitRepository: a/three, gitTag: v2, chartRepository: a/b, chartTag: v1}
            four: {webImage: a/four, webImageTag: ""}
            five: {imageRepository: a/five, imageTag: 1.10}
            """,
            .image("v2.9.0", .values, means: "rancher/rancher:v2.9.0"),
            .image("1", .values, means: "a/one:1"),
            .image("2.10", .values, means: "apache/airflow:2.10"),
            .image(digest, .values, means: "a/two:v2@\(digest)"),
            .unknown("a/four", .values, editable: false),
            .locked("1.10", .values, means: "a/five:1.1")
        ),
        ManifestCase(
            "variables and resources in texts",
            """
            env: {RELATED_IMAGE_X: "x:1", OTHER: "y:1"}
            extraObjects:
            - |
              apiVersion: v1
              kind: Pod
              spec: {containers: [{name: a, image: a:1}]}
            extraDeploy: |
              apiVersion: v1
              kind: Pod
              spec: {containers: [{name: b, image: b:1}]}
            extraManifests:
              one: |
                apiVersion: v1
                kind: {{ .Values.kind }}
                spec: {containers: [{name: c, image: c:1}]}
            """,
            .image("x:1", .variable),
            .image("a:1"),
            .image("b:1"),
            .unknown(
                "|\n    apiVersion: v1\n    kind: {{ .Values.kind }}\n    spec: {containers: [{name: c, image: c:1}]}",
                .values,
                editable: false
            )
        ),
    ]

    @Test(arguments: shapes) func readsTheShapesOfCharts(_ manifest: ManifestCase) throws {
        let found = try manifest.found(by: HelmValuesFormat())
        #expect(found == manifest.expected)
    }
}
