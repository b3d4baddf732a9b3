// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// What readers of manifests take for no image, or disagree about.
@Suite struct ManifestDoubtTests {
    static let resources: [ManifestCase] = [
        ManifestCase(
            "values that are no texts",
            """
            apiVersion: v1
            kind: Pod
            spec:
              containers: [{image: null}, {image: ~}, {image: }, {image: 5}, {image: true}, {image: 1.25}, {image: "5"}]
            """,
            .unknown("5", editable: false),
            .unknown("true", editable: false),
            .unknown("1.25", editable: false),
            .image("5")
        ),
        ManifestCase(
            "keys that stand twice",
            """
            apiVersion: v1
            kind: Pod
            spec:
              containers:
              - image: a:1
                image: a:2
              - image: b:1
            """,
            .unknown("a:1", editable: false),
            .image("b:1")
        ),
        ManifestCase(
            "patterns of policies",
            """
            apiVersion: kyverno.io/v1
            kind: ClusterPolicy
            spec: {rules: [{validate: {pattern: {spec: {containers: [{image: "!r.example/a:1"}, {image: "a:1 | b:1"},
              {image: "?:1"}, {image: "{{ x | y }}"}]}}}}]}
            """,
            .unknown("{{ x | y }}")
        ),
        ManifestCase(
            "operations",
            """
            - {op: replace, path: /spec/template/spec/containers/0/image, value: "r.example/a:1"}
            - {op: remove, path: /spec/x}
            """,
            .image("r.example/a:1")
        ),
    ]

    @Test(arguments: resources) func findsWhatIsSure(_ manifest: ManifestCase) throws {
        let found = try manifest.found(by: KubernetesFormat())
        #expect(found == manifest.expected)
    }

    @Test func overridesWhoseKeysStandTwiceAreNotKnown() throws {
        let manifest = ManifestCase(
            "override",
            "images: [{name: a, newTag: v1, newTag: v2}, {name: b, newName: c, newName: d, newTag: v1}]",
            .unknown("v1", .override, editable: false),
            .unknown("v1", .override, editable: false)
        )
        #expect(try manifest.found(by: KustomizationFormat()) == manifest.expected)
    }

    @Test(arguments: [("true", "a truth value"), ("1.5", "a number"), ("123456789", "a number")])
    func saysWhatATagIs(_ tag: String, _ what: String) throws {
        let text = SourceText(path: "k", bytes: Array("images: [{name: a, newTag: \(tag)}]".utf8))
        let found = try KustomizationFormat().references(in: text, context: ReadingContext())
        #expect(found.map(\.meaning) == [.unknown("kustomize refuses a tag that is \(what); quote it")])
    }

    @Test(arguments: ["", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"])
    func readsTheFilesThatAKustomizationNames(_ head: String) throws {
        let files = [
            "patch.yaml": "spec: {template: {spec: {containers: [{name: a, image: a:1}]}}}",
            "merge.yaml": "spec: {containers: [{name: b, image: b:1}]}",
            "json.yaml": "- {op: replace, path: /spec/containers/0/image, value: c:1}",
            "v.yaml": "image: {repository: d, tag: v1}",
            "w.yaml": "image: e:1",
            "broken.yaml": "image: [",
            "other.yaml": "spec: [",
        ]
        let text = """
            patches: [{path: patch.yaml}, {path: patch.yaml}, {path: missing.yaml}, {path: broken.yaml}, {path: other.yaml}]
            patchesStrategicMerge: [merge.yaml]
            patchesJson6902: [{path: json.yaml}]
            helmCharts: [{name: x, valuesFile: v.yaml, additionalValuesFiles: [w.yaml]}]
            images: [{name: f, newTag: v1}]
            """
        let context = ReadingContext(file: { path in
            files[path].map { SourceText(path: "dir/\(path)", bytes: Array($0.utf8)) }
        })
        let format: any FileFormat = head.isEmpty ? KustomizationFormat() : KubernetesFormat()
        let source = SourceText(path: "dir/k.yaml", bytes: Array((head + text).utf8))
        let found = try format.references(in: source, context: context)
        #expect(
            found.map { "\($0.path) \($0.written) = \($0.reference?.description ?? "?")" } == [
                "dir/k.yaml broken.yaml = ?", "dir/k.yaml v1 = f:v1", "dir/patch.yaml a:1 = a:1",
                "dir/json.yaml c:1 = c:1", "dir/merge.yaml b:1 = b:1", "dir/v.yaml v1 = d:v1", "dir/w.yaml e:1 = e:1",
            ]
        )
    }
}
