// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A field of resources that holds an image, though it is in no list of containers.
struct KnownField: Sendable {
    private let resources: ResourcePattern
    let path: FieldPath
    let role: ReferenceRole

    /// Makes a field of a rule; nil when its path is none.
    init?(_ rule: FieldRule, role: ReferenceRole = .image) {
        guard let path = FieldPath(rule.path) else { return nil }
        self.resources = ResourcePattern(apiVersion: rule.apiVersion, kind: rule.kind)
        self.path = path
        self.role = role
    }

    func covers(_ kind: ResourceKind) -> Bool { resources.matches(kind) }
}

extension KnownField {
    /// The fields of well-known custom resources.
    ///
    /// Fields named `image` stand here where texts such as `busybox` are usual in them; with a tag they are found anyway.
    static let all: [KnownField] = tekton + argo + databases + others

    private static let tekton: [KnownField] =
        [
            ("*Task", "spec"),
            ("TaskRun", "spec.taskSpec"),
            ("Pipeline", "spec.tasks[].taskSpec"),
            ("Pipeline", "spec.finally[].taskSpec"),
            ("PipelineRun", "spec.pipelineSpec.tasks[].taskSpec"),
            ("PipelineRun", "spec.pipelineSpec.finally[].taskSpec"),
        ].flatMap { kind, start in
            fields(
                "tekton.dev/*",
                kind,
                ["steps[].image", "sidecars[].image", "stepTemplate.image"].map { "\(start).\($0)" }
            )
        } + fields("tekton.dev/*", "StepAction", ["spec.image"])

    private static let argo: [KnownField] =
        [
            ("*Workflow", "spec"),
            ("*WorkflowTemplate", "spec"),
            ("CronWorkflow", "spec.workflowSpec"),
        ].flatMap { kind, start in
            fields(
                "argoproj.io/*",
                kind,
                ["templates[]", "templateDefaults"].flatMap { template in
                    ["container.image", "script.image", "sidecars[].image"].map { "\(start).\(template).\($0)" }
                }
            )
        } + fields("argoproj.io/*", "Sensor", ["spec.template.container.image"])
        + fields("argoproj.io/*", "EventSource", ["spec.template.container.image"])

    private static let databases: [KnownField] =
        fields("postgresql.cnpg.io/*", "Cluster", ["spec.imageName"])
        + fields("postgresql.cnpg.io/*", "*ImageCatalog", ["spec.images[].image"])
        + fields("acid.zalan.do/*", "postgresql", ["spec.dockerImage"])
        + fields("cassandra.datastax.com/*", "CassandraDatacenter", ["spec.serverImage"])
        + fields("*.k8s.elastic.co/*", "*", ["spec.image"])
        + fields(
            "kafka.strimzi.io/*",
            "Kafka",
            ["kafka", "zookeeper", "entityOperator.topicOperator", "entityOperator.userOperator", "kafkaExporter"]
                .map { "spec.\($0).image" } + ["spec.cruiseControl.image"]
        )
        + fields("kafka.strimzi.io/*", "Kafka*", ["spec.image"])

    private static let others: [KnownField] =
        fields("monitoring.coreos.com/*", "*", ["spec.image", "spec.thanos.image"])
        + fields("operators.coreos.com/*", "ClusterServiceVersion", ["spec.relatedImages[].image"])
        + fields("operators.coreos.com/*", "CatalogSource", ["spec.image"])
        + fields("pkg.crossplane.io/*", "*", ["spec.package"])
        + fields("sparkoperator.k8s.io/*", "SparkApplication", ["", "driver.", "executor."].map { "spec.\($0)image" })
        + fields("flink.apache.org/*", "FlinkDeployment", ["spec.image"])
        + fields("opentelemetry.io/*", "OpenTelemetryCollector", ["spec.image"])
        + fields("opentelemetry.io/*", "Instrumentation", ["spec.*.image"])

    private static func fields(_ apiVersion: String, _ kind: String, _ paths: [String]) -> [KnownField] {
        paths.compactMap { KnownField(FieldRule(apiVersion: apiVersion, kind: kind, path: $0)) }
    }
}
