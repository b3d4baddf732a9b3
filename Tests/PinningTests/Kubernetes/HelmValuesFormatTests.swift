// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct HelmValuesFormatTests {
    private static let hash = String(repeating: "0c", count: 32)
    private static let digest = "sha256:\(hash)"

    static let shapes: [ManifestCase] = [
        ManifestCase(
            "registry, repository, tag and an empty digest",
            """
            global:
              imageRegistry: ""
              imagePullSecrets: []
            image:
              registry: docker.io
              repository: bitnami/redis
              tag: 7.2.4-debian-12-r9
              digest: ""
              pullPolicy: IfNotPresent
            metrics:
              image: {registry: docker.io, repository: bitnami/exporter, tag: 1.58.0, digest: \(digest)}
            """,
            .image("", .values, means: "docker.io/bitnami/redis:7.2.4-debian-12-r9"),
            .image(digest, .values, means: "docker.io/bitnami/exporter:1.58.0@\(digest)")
        ),
        ManifestCase(
            "a registry for all images",
            """
            global: {imageRegistry: mirror.example}
            image: {registry: docker.io, repository: bitnami/redis, tag: "7"}
            sidecar: {image: {repository: quay.io/side, tag: v1}}
            other: {image: {repository: team/other, tag: v1}}
            """,
            .image("7", .values, means: "mirror.example/bitnami/redis:7"),
            .image("v1", .values, means: "quay.io/side:v1"),
            .image("v1", .values, means: "mirror.example/team/other:v1")
        ),
        ManifestCase(
            "image and both digests of a controller that may run in a changed root",
            """
            controller:
              name: controller
              image:
                chroot: false
                registry: registry.k8s.io
                image: ingress-nginx/controller
                ## repository:
                tag: "v1.11.1"
                digest: \(digest)
                digestChroot: sha256:\(String(repeating: "1", count: 64))
            admissionWebhooks:
              patch:
                image: {registry: registry.k8s.io, image: ingress-nginx/certgen, tag: v1.4.1, digest: "\(digest)"}
            """,
            .image(digest, .values, means: "registry.k8s.io/ingress-nginx/controller:v1.11.1@\(digest)"),
            .image(digest, .values, means: "registry.k8s.io/ingress-nginx/certgen:v1.4.1@\(digest)")
        ),
        ManifestCase(
            "the same in a changed root",
            """
            image:
              chroot: true
              registry: registry.k8s.io
              image: ingress-nginx/controller
              tag: "v1.11.1"
              digest: sha256:\(String(repeating: "1", count: 64))
              digestChroot: \(digest)
            """,
            .image(digest, .values, means: "registry.k8s.io/ingress-nginx/controller-chroot:v1.11.1@\(digest)")
        ),
        ManifestCase(
            "a hash without its algorithm",
            """
            image: {registry: docker.io, repository: grafana/grafana, tag: 11.0.0, sha: ""}
            initChownData: {image: {registry: docker.io, repository: library/busybox, tag: "1.31.1", sha: "\(hash)"}}
            """,
            .image("11.0.0", .values, means: "docker.io/grafana/grafana:11.0.0"),
            .locked(hash, .values, means: "docker.io/library/busybox:1.31.1@\(digest)")
        ),
        ManifestCase(
            "the tag is the chart's, and nobody says it",
            """
            image: {repository: quay.io/jetstack/cert-manager-controller, pullPolicy: IfNotPresent}
            global: {image: {repository: quay.io/argoproj/argocd, tag: ""}}
            server: {image: {repository: "", tag: ""}}
            repoServer: {image: {repository: "", tag: v2.9.0}}
            prod: {image: {tag: v2.8.0}}
            """,
            .unknown("quay.io/jetstack/cert-manager-controller", .values, editable: false),
            .unknown("quay.io/argoproj/argocd", .values, editable: false),
            .image("v2.9.0", .values, means: "quay.io/argoproj/argocd:v2.9.0"),
            .unknown("v2.8.0", .values)
        ),
        ManifestCase(
            "whole references in one text",
            """
            image: nginx:1.25
            controller: {image: "ghcr.io/team/controller:v1"}
            initImage: 'busybox:1.36'
            web: {image: httpd}
            app: {image: team/app}
            mirrored: {registry: quay.io, image: "team/app:v2"}
            init_image: alpine:3
            images: {a: "a:1", b: nothing, c: [1, 2], pullPolicy: Always}
            list: {images: ["x:1", y]}
            extraContainers: [{name: side, image: side}]
            """,
            .image("nginx:1.25", .values),
            .image("ghcr.io/team/controller:v1", .values),
            .image("busybox:1.36", .values),
            .image("httpd", .values),
            .image("team/app", .values),
            .image("team/app:v2", .values, means: "quay.io/team/app:v2"),
            .image("alpine:3", .values),
            .image("a:1", .values),
            .image("x:1", .values),
            .image("side", .values)
        ),
        ManifestCase(
            "a name with its tag beside it",
            """
            image: redis
            imageTag: "3.0"
            exporter: {image: {name: oliver006/redis_exporter, tag: v1.0}}
            proxy: {image: {name: envoy, version: v1.2}}
            driver: {repository: nvcr.io/nvidia, image: driver, version: "550.54"}
            split: {image: {repository: quay.io/org, name: app, tag: v1}}
            """,
            .image("3.0", .values, means: "redis:3.0"),
            .image("v1.0", .values, means: "oliver006/redis_exporter:v1.0"),
            .unknown("v1.2", .values),
            .image("550.54", .values, means: "nvcr.io/nvidia/driver:550.54"),
            .unknown("v1", .values)
        ),
        ManifestCase(
            "what is no image",
            """
            image: true
            backgroundImage: sky
            logoImage: logos/one.png
            bootImage: https://example.com/disk.img
            sources: {repository: "https://example.com/repo.git", tag: v1}
            dependencies: [{name: redis, version: 1.0.0, repository: "@stable"}]
            git: {repository: team/app, branch: main}
            empty: {image: "", otherImage: null, image2: x}
            paths: {image: /srv/picture.png}
            backup: {repository: team/app, version: "1"}
            """
        ),
        ManifestCase(
            "numbers as Helm prints them",
            """
            a: {repository: r/a, tag: 1.10}
            b: {repository: r/b, tag: 1.25}
            c: {repository: r/c, tag: 16}
            d: {repository: r/d, tag: 0123}
            e: {repository: r/e, tag: 123e4}
            f: {repository: r/f, tag: 20240101}
            g: {repository: r/g, tag: "1.10"}
            h: {repository: r/h, tag: on}
            i: {repository: r/i, tag: 1.10.0}
            j: {repository: r/j, tag: 2024-01-01}
            k: {repository: r/k, tag: !!str 1.10}
            l: {repository: r/l, tag: 1.10, digest: ""}
            m: {repository: r/m, tag: 10.0}
            """,
            .locked("1.10", .values, means: "r/a:1.1"),
            .image("1.25", .values, means: "r/b:1.25"),
            .image("16", .values, means: "r/c:16"),
            .locked("0123", .values, means: "r/d:83"),
            .unknown("123e4", .values, editable: false),
            .unknown("20240101", .values, editable: false),
            .image("1.10", .values, means: "r/g:1.10"),
            .unknown("on", .values, editable: false),
            .image("1.10.0", .values, means: "r/i:1.10.0"),
            .image("2024-01-01", .values, means: "r/j:2024-01-01"),
            .image("1.10", .values, means: "r/k:1.10"),
            .image("", .values, means: "r/l:1.1"),
            .locked("10.0", .values, means: "r/m:10")
        ),
        ManifestCase(
            "a digest in the tag, and one behind the repository",
            """
            a: {repository: r/a, tag: "v1@\(digest)"}
            b: {repository: r/b, tag: "v1@\(digest)", digest: ""}
            c: {repository: r/c@sha256, tag: "\(hash)"}
            image: {repository: "r/d:v1"}
            eImage: {repository: "r/e", digest: \(digest)}
            """,
            .image("v1@\(digest)", .values, means: "r/a:v1@\(digest)"),
            .image("v1@\(digest)", .values, means: "r/b:v1@\(digest)"),
            .locked(hash, .values, means: "r/c@\(digest)"),
            .image("r/d:v1", .values),
            .image(digest, .values, means: "r/e@\(digest)")
        ),
        ManifestCase(
            "a tag that images of several names share",
            """
            tag: &tag v1
            a: {repository: r/a, tag: &own v2}
            b: {repository: r/b, tag: *own}
            c: {repository: r/c, tag: *tag}
            d: &d {repository: r/d, tag: v3}
            e: {<<: *d, registry: quay.io}
            """,
            .locked("v1", .values, means: "r/c:v1"),
            .locked("r/a", .values, means: "r/a:v2"),
            .locked("r/b", .values, means: "r/b:v2"),
            .locked("r/d", .values, means: "r/d:v3")
        ),
        ManifestCase(
            "a hub before all images",
            """
            global: {hub: docker.io/istio, tag: "1.22", proxy: {image: proxyv2}}
            pilot: {image: pilot, other: {image: "example.com/x:1"}}
            """,
            .unknown("proxyv2", .values, editable: false),
            .unknown("pilot", .values, editable: false),
            .image("example.com/x:1", .values)
        ),
        ManifestCase(
            "containers as a text",
            """
            extraInitContainers: |
              - name: a
                image: a:1
            sidecars: |
              - name: {{ .Values.name }}
                image: b:1
              {{- if .x }}
            notes: |
              image: no:1
            """,
            .image("a:1", .values),
            .unknown("|\n  - name: {{ .Values.name }}\n    image: b:1\n  {{- if .x }}\n", .values, editable: false)
        ),
        ManifestCase(
            "templates and variables",
            """
            image: "{{ .Values.global.registry }}/app:1"
            app: {image: {repository: "{{ .Values.repo }}", tag: v1}}
            env: [{name: RELATED_IMAGE_X, value: "x:1"}, {name: Y, value: "y:1"}]
            """,
            .unknown("{{ .Values.global.registry }}/app:1", .values),
            .unknown("v1", .values),
            .image("x:1", .variable)
        ),
    ]

    @Test(arguments: shapes) func readsTheShapesOfCharts(_ manifest: ManifestCase) throws {
        let found = try manifest.found(by: HelmValuesFormat())
        #expect(found == manifest.expected)
    }

    @Test(arguments: [
        ("appVersion: v1.14.0", "r/a:v1.14.0"), ("appVersion: \"2\"", "r/a:2"), ("appVersion: 1.10", "r/a:1.1"),
        ("name: x", nil), ("{{ broken", nil),
    ])
    func takesTheTagFromTheChart(_ chart: String, _ meaning: String?) throws {
        let manifest = ManifestCase(
            "chart",
            "image: {repository: r/a}\nother: {image: {repository: r/a, digest: '', tag: ''}}",
            ManifestCase.Expected(written: "r/a", role: .values, meaning: meaning, isEditable: false),
            ManifestCase.Expected(written: "r/a", role: .values, meaning: meaning, isEditable: false)
        )
        let found = try manifest.found(by: HelmValuesFormat(), context: Self.context(["Chart.yaml": chart]))
        #expect(found == manifest.expected)
    }

    @Test func takesNoTagFromTheChartForOtherCharts() throws {
        let manifest = ManifestCase(
            "charts",
            """
            image: {repository: r/own}
            redis: {image: {repository: r/redis}}
            cache: {image: {repository: r/memcached}}
            old: {image: {repository: r/old, tag: v1}}
            """,
            .locked("r/own", .values, means: "r/own:v1"),
            .unknown("r/redis", .values, editable: false),
            .unknown("r/memcached", .values, editable: false),
            .image("v1", .values, means: "r/old:v1")
        )
        let context = Self.context([
            "Chart.yaml": "appVersion: v1\ndependencies: [{name: redis}, {name: memcached, alias: cache}]",
            "requirements.yaml": "dependencies: [{name: old}]",
        ])
        let found = try manifest.found(by: HelmValuesFormat(), context: context)
        #expect(found == manifest.expected)
    }

    @Test func readsTextsInTextsToABound() throws {
        let text = """
            containers: |
              containers: |
                containers: |
                  image: a:1
                image: b:1
              image: c:1
            image: d:1
            """
        let found = try ManifestCase("nested", text).found(by: HelmValuesFormat())
        #expect(found.map(\.meaning) == [nil, "b:1", "c:1", "d:1"])
    }

    private static func context(_ files: [String: String]) -> ReadingContext {
        ReadingContext(file: { path in files[path].map { SourceText(path: path, bytes: Array($0.utf8)) } })
    }

    @Test(arguments: [
        ("", ChartScalar.empty), ("~", .empty), ("null", .empty), ("v1", .text("v1")), ("0x1F", .number("31")),
        ("0o17", .number("15")), ("1_000", .number("1000")), ("-1", .number("-1")), ("+1", .number("1")),
        ("1.", .number("1")), (".5", .number("0.5")), ("1e2", .number("100")), ("1.5e-2", .number("0.015")),
        ("08", .number("8")), ("1.2.3", .text("1.2.3")), ("1-2", .text("1-2")), ("0", .number("0")),
        ("0.0", .number("0")),
        ("99999999999999999999999", .uncertain("")), ("1e400", .uncertain("")), (".inf", .uncertain("")),
        ("1e", .text("1e")),
        ("0x", .text("0x")), ("1.25", .number("1.25")), ("0.1", .number("0.1")),
    ])
    func readsScalarsAsHelmDoes(_ text: String, _ expected: ChartScalar) throws {
        let source = SourceText(path: "v", bytes: Array("a: \(text)\n".utf8))
        let read = ChartScalar(try YAMLStream.parse(source).documents.first?.value("a"))
        if case .uncertain = expected, case .uncertain = read { return }
        #expect(read == expected)
    }
}
