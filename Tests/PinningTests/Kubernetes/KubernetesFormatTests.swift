// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct KubernetesFormatTests {
    private static let digest = "sha256:" + String(repeating: "0a", count: 32)

    static let core: [ManifestCase] = [
        ManifestCase(
            "a deployment with all kinds of containers",
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, annotations: {image: not.read/here:1}}
            spec:
              template:
                spec:
                  initContainers:
                  - name: wait
                    image: 'busybox'
                  containers:
                  - image: "nginx:1.25"   # the web
                    name: web
                    env:
                    - {name: RELATED_IMAGE_PROXY, value: "quay.io/proxy:2"}
                    - {name: OTHER, value: "quay.io/other:2"}
                  - name: pinned
                    image: ghcr.io/team/app:v1@\(digest)
                  ephemeralContainers:
                  - {name: debug, image: alpine}
                  volumes:
                  - name: model
                    image: {reference: quay.io/models/small:1, pullPolicy: Always}
            """,
            .image("busybox", .initImage),
            .image("nginx:1.25"),
            .image("quay.io/proxy:2", .variable),
            .image("ghcr.io/team/app:v1@\(digest)"),
            .image("alpine", .ephemeralImage),
            .image("quay.io/models/small:1", .volumeImage)
        ),
        ManifestCase(
            "several documents, of which only resources count",
            """
            # first
            ---
            apiVersion: v1
            kind: Pod
            spec: {containers: [{name: a, image: a:1}]}
            ---
            containers: [{name: b, image: b:1}]
            ---
            kind: Pod
            spec: {containers: [{name: c, image: c:1}]}
            ---
            - apiVersion: v1
            ...
            ---
            apiVersion: batch/v1
            kind: CronJob
            spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: d, image: d}]}}}}}
            """,
            .image("a:1"),
            .image("d")
        ),
        ManifestCase(
            "the items of a list",
            """
            apiVersion: v1
            kind: List
            items:
            - apiVersion: v1
              kind: Pod
              spec: {containers: [{name: a, image: a:1}]}
            - apiVersion: v1
              kind: ConfigMap
              data: {image: "b:1"}
            """,
            .image("a:1")
        ),
        ManifestCase(
            "what is filled in later is not known",
            """
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - {name: a, image: "$(IMAGE)"}
              - {name: b, image: "repo/app:${TAG}"}
              - {name: c, image: "{{ .Values.image }}"}
              - {name: d, image: "ko://example.com/cmd"}
              - {name: e, image: "Not A Reference"}
              - {name: istio-proxy, image: auto}
              - {name: f, image: ""}
              - {name: g, image: "*:*"}
            """,
            .unknown("$(IMAGE)"),
            .unknown("repo/app:${TAG}"),
            .unknown("{{ .Values.image }}"),
            .unknown("ko://example.com/cmd"),
            .unknown("Not A Reference"),
            .unknown("auto")
        ),
        ManifestCase(
            "status, schemas and data are not read",
            """
            apiVersion: v1
            kind: Pod
            status: {containerStatuses: [{image: "a:1"}], initContainers: [{image: "b:1"}]}
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            spec: {default: {containers: [{name: c, image: "c:1"}]}}
            ---
            apiVersion: v1
            kind: Secret
            stringData: {containers: [{name: d, image: "d:1"}]}
            """
        ),
        ManifestCase(
            "aliases and merge keys",
            """
            apiVersion: v1
            kind: Pod
            spec:
              initContainers:
              - &base {name: a, image: &img "app:1"}
              containers:
              - {name: b, image: *img}
              - {<<: *base, name: c}
              - {<<: *base, name: d, image: other:2}
            """,
            .image("app:1", .initImage),
            .image("other:2")
        ),
        ManifestCase(
            "a manifest in JSON",
            #"{"apiVersion":"v1","kind":"Pod","spec":{"containers":[{"name":"a","image":"a:1"},{"image":"b\u003a1"}]}}"#,
            .image("a:1"),
            .locked(#""b\u003a1""#, .image, means: "b:1")
        ),
    ]

    static let custom: [ManifestCase] = [
        ManifestCase(
            "containers of custom resources",
            """
            apiVersion: example.com/v1
            kind: Anything
            spec:
              pods:
                main: {containers: [{name: a, image: a}]}
              image: busybox
              sidecar: {image: "quay.io/sidecar"}
              init: {image: "init:1"}
            """,
            .image("a"),
            .image("quay.io/sidecar"),
            .image("init:1")
        ),
        ManifestCase(
            "tekton",
            """
            apiVersion: tekton.dev/v1
            kind: Task
            spec:
              stepTemplate: {image: alpine}
              steps: [{name: a, image: golang}, {ref: {name: b}}, {name: c, image: $(params.image)}]
              sidecars: [{image: redis}]
            ---
            apiVersion: tekton.dev/v1
            kind: PipelineRun
            spec:
              pipelineSpec:
                tasks: [{name: t, taskSpec: {steps: [{image: node}]}}]
                finally: [{name: f, taskSpec: {steps: [{image: bash}]}}]
            """,
            .image("alpine"),
            .image("golang"),
            .unknown("$(params.image)"),
            .image("redis"),
            .image("node"),
            .image("bash")
        ),
        ManifestCase(
            "argo workflows",
            """
            apiVersion: argoproj.io/v1alpha1
            kind: CronWorkflow
            spec:
              workflowSpec:
                templates:
                - {name: a, container: {image: busybox}}
                - {name: b, script: {image: python, source: "image: no:1"}}
                - {name: c, containerSet: {containers: [{name: x, image: perl}]}, initContainers: [{name: i, image: git}]}
                - {name: d, sidecars: [{name: s, image: docker}], container: {image: "{{inputs.parameters.image}}"}}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            spec:
              templates:
              - name: make
                resource:
                  action: create
                  manifest: |
                    apiVersion: batch/v1
                    kind: Job
                    spec:
                      template: {spec: {containers: [{name: j, image: "job:1"}]}}
            """,
            .image("busybox"),
            .image("python"),
            .image("perl"),
            .image("git", .initImage),
            .image("docker"),
            .unknown("{{inputs.parameters.image}}"),
            .image("job:1")
        ),
        ManifestCase(
            "databases and other operators",
            """
            {apiVersion: postgresql.cnpg.io/v1, kind: Cluster, spec: {imageName: "ghcr.io/cloudnative-pg/postgresql:16.2"}}
            ---
            {apiVersion: kafka.strimzi.io/v1beta2, kind: Kafka, spec: {kafka: {image: kafka}, entityOperator: {userOperator: {image: op}}}}
            ---
            {apiVersion: elasticsearch.k8s.elastic.co/v1, kind: Elasticsearch, spec: {image: es, version: 8.1.0}}
            ---
            {apiVersion: monitoring.coreos.com/v1, kind: Prometheus, spec: {image: prom, thanos: {image: thanos}}}
            ---
            {apiVersion: pkg.crossplane.io/v1, kind: Provider, spec: {package: "xpkg.example.io/aws:v1"}}
            ---
            apiVersion: operators.coreos.com/v1alpha1
            kind: ClusterServiceVersion
            spec:
              relatedImages: [{name: a, image: rel}]
              install:
                spec:
                  deployments: [{name: d, spec: {template: {spec: {containers: [{name: c, image: op}]}}}}]
            """,
            .image("ghcr.io/cloudnative-pg/postgresql:16.2"),
            .image("kafka"),
            .image("op"),
            .image("es"),
            .image("prom"),
            .image("thanos"),
            .image("xpkg.example.io/aws:v1"),
            .image("rel"),
            .image("op")
        ),
        ManifestCase(
            "virtual machines and what they are made from",
            """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            spec:
              template: {spec: {volumes: [{name: d, containerDisk: {image: fedora}}]}}
              dataVolumeTemplates:
              - spec: {source: {registry: {url: "docker://quay.io/disks/fedora:40"}}}
              - spec: {source: {registry: {url: "https://example.com/disk"}}}
            """,
            .image("fedora", .volumeImage),
            .image("quay.io/disks/fedora:40", .volumeImage)
        ),
        ManifestCase(
            "a builder of openshift",
            """
            apiVersion: build.openshift.io/v1
            kind: BuildConfig
            spec:
              strategy: {dockerStrategy: {from: {kind: DockerImage, name: golang}}}
              source: {images: [{from: {kind: ImageStreamTag, name: "x:1"}}]}
            """,
            .image("golang")
        ),
        ManifestCase(
            "an image in parts",
            """
            apiVersion: operator.victoriametrics.com/v1beta1
            kind: VMSingle
            spec: {image: {repository: victoriametrics/victoria-metrics, tag: v1.100.0, pullPolicy: Always}}
            """,
            .image("v1.100.0", means: "victoriametrics/victoria-metrics:v1.100.0")
        ),
        ManifestCase(
            "values and overrides that resources hold",
            """
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            spec:
              values:
                image: {repository: quay.io/app, tag: "1.2"}
                extra: {image: "busybox:1", tag: x}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            spec:
              images: [{name: app, newName: ghcr.io/app, newTag: v3}]
              patches:
              - patch: |
                  - op: replace
                    path: /spec/template/spec/containers/0/image
                    value: patched:1
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            spec:
              source:
                helm:
                  values: |
                    image:
                      repository: quay.io/other
                      tag: "2"
                kustomize: {images: ["app=ghcr.io/app:v4", "app:v5", "app"]}
            """,
            .image("1.2", .values, means: "quay.io/app:1.2"),
            .image("busybox:1", .values),
            .image("v3", .override, means: "ghcr.io/app:v3"),
            .image("patched:1"),
            .image("2", .values, means: "quay.io/other:2"),
            .image("ghcr.io/app:v4", .override),
            .image("app:v5", .override),
            .unknown("app", .override)
        ),
    ]

    @Test(arguments: core + custom) func findsEveryImage(_ manifest: ManifestCase) throws {
        let found = try manifest.found(by: KubernetesFormat())
        #expect(found == manifest.expected)
    }

    @Test func followsTheRulesOfTheUser() throws {
        let manifest = ManifestCase(
            "rules",
            """
            apiVersion: example.com/v1
            kind: Thing
            spec:
              runner: busybox
              parts: {a: {disk: alpine}, b: {disk: fedora}}
              split: {repository: quay.io/app, tag: v1}
              env: [{name: MY_IMAGE, value: redis}, {name: YOUR_THING, value: redis}]
            ---
            apiVersion: other.com/v1
            kind: Thing
            spec: {runner: none, parts: {a: {disk: none}}}
            """,
            .image("busybox"),
            .image("alpine"),
            .image("fedora"),
            .image("v1", means: "quay.io/app:v1"),
            .image("redis", .variable)
        )
        let context = ReadingContext(
            fields: [
                FieldRule(apiVersion: "example.com/*", kind: "Thing", path: "spec.runner"),
                FieldRule(apiVersion: "example.*", path: "spec.parts.*.disk"),
                FieldRule(path: "spec.split"),
                FieldRule(path: "..broken"),
            ],
            variables: ["*_IMAGE"]
        )
        let found = try manifest.found(by: KubernetesFormat(), context: context)
        #expect(found == manifest.expected)
    }

    @Test func refusesTemplatesOfCharts() {
        let text = SourceText(path: "t.yaml", bytes: Array("{{- if .Values.on }}\nkind: Pod\n{{- end }}\n".utf8))
        #expect(throws: PinningError.self) {
            try KubernetesFormat().references(in: text, context: ReadingContext())
        }
    }

    @Test func refusesAliasesThatStandForMillions() {
        var lines = ["apiVersion: v1", "kind: Pod", "a0: &a0 {containers: [{name: a, image: a:1}]}"]
        for level in 1..<30 { lines.append("a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]") }
        let text = SourceText(path: "bomb.yaml", bytes: Array(lines.joined(separator: "\n").utf8))
        #expect { try KubernetesFormat().references(in: text, context: ReadingContext()) } throws: { error in
            (error as? PinningError)?.code == .tooLarge
        }
    }

    @Test(arguments: [
        ("a*", "abc", true), ("*", "", true), ("a*c", "abcbc", true), ("a*c", "abcb", false), ("", "", true),
        ("a", "", false),
        ("*Task", "ClusterTask", true), ("RELATED_IMAGE_*", "RELATED_IMAGE_", true), ("a**b", "ab", true),
        ("*.a.*", "x.a.", true),
    ]) func matchesNames(_ pattern: String, _ name: String, _ matches: Bool) {
        #expect(NamePattern(pattern).matches(name) == matches)
    }
}
