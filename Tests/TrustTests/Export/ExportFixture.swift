// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// Rules and keys to export.
enum ExportFixture {
    static let host = "registry.example.com:5000"
    /// Texts in the place of keys: what is written is what was given.
    static let keys: [String: PolicyExport.Key] = ["a", "b", "c"].reduce(into: [:]) { keys, name in
        keys[name] = .init(pem: "-----BEGIN PUBLIC KEY-----\n\(name)\n-----END PUBLIC KEY-----")
    }

    static func rule(
        _ repositories: [String],
        tags: [String] = [],
        keys: [String] = ["a"],
        threshold: Int = 1,
        binding: TrustRequirement.Binding = .tag
    ) -> PolicyExport.Rule {
        .init(
            repositories: repositories,
            tags: tags,
            requirements: keys.isEmpty ? [] : [.init(keys: keys, threshold: threshold, binding: binding)]
        )
    }

    static func export(_ rules: PolicyExport.Rule..., to tool: PolicyExport.Tool) throws -> ExportedPolicy {
        try PolicyExport(host: host, rules: rules, keys: keys).policy(for: tool)
    }

    /// The scopes of a `policy.json`, each with the names of the keys of its requirements: `a|b` is one of two.
    static func scopes(of policy: ExportedPolicy) throws -> [String: [String]] {
        let document = try JSONValue(parsing: Array((policy.files.first?.text ?? "").utf8))
        let scopes = document["transports"]?["docker"]?.object ?? [:]
        return scopes.mapValues { ($0.array ?? []).map(names) }
    }

    private static func names(_ requirement: JSONValue) -> String {
        let texts = requirement["keyDatas"]?.array ?? requirement["keyData"].map { [$0] } ?? []
        return texts.map { element in
            let text = String(decoding: Base64.decode(element.string ?? "") ?? [], as: UTF8.self)
            return text.split(separator: "\n").dropFirst().first.map(String.init) ?? "?"
        }.joined(separator: "|")
    }
}
