// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a resource says it is.
struct ResourceKind: Sendable {
    let apiVersion: String
    let kind: String
    /// The texts as patterns compare them, many for each resource.
    let bytes: (apiVersion: [UInt8], kind: [UInt8])

    /// Reads the kind of a mapping; nil when it is no resource.
    init?(_ node: YAMLNode) {
        guard let apiVersion = node.value("apiVersion")?.string, let kind = node.value("kind")?.string,
            !apiVersion.isEmpty, !kind.isEmpty
        else { return nil }
        self.apiVersion = apiVersion
        self.kind = kind
        self.bytes = (Array(apiVersion.utf8), Array(kind.utf8))
    }

    /// Whether the resource describes the fields of others.
    var isSchema: Bool { kind == "CustomResourceDefinition" }

    /// Whether the resource is a kustomization among other files.
    var isKustomization: Bool {
        apiVersion.hasPrefix("kustomize.config.k8s.io/") && (kind == "Kustomization" || kind == "Component")
    }

    /// Whether the kind comes from outside of Kubernetes: its group is a name of a domain.
    var isCustom: Bool { apiVersion.utf8.contains(UInt8(ascii: ".")) || apiVersion == "builtin" }

    /// Whether what stands under a key of the resource is left alone: data, and what the cluster reports.
    func leaves(_ key: String) -> Bool {
        switch key {
        case "status": true
        case "data", "stringData", "binaryData": kind == "ConfigMap" || kind == "Secret"
        default: false
        }
    }
}
