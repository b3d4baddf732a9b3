// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing
import Trust

/// Rules and keys to export.
enum ExportFixture {
    static let host = "registry.example.com:5000"
    /// A host as it is given, and all names that policies have to be written for.
    struct Host: Sendable, CustomTestStringConvertible {
        let text: String
        let scheme: RegistryHost.Scheme?
        let names: [String]

        init(_ text: String, _ scheme: RegistryHost.Scheme? = nil, _ names: String...) {
            self.text = text
            self.scheme = scheme
            self.names = names
        }

        var testDescription: String { (scheme.map { "\($0)://" } ?? "") + text }
    }

    static let hosts = [
        Host("r.example.com", nil, "r.example.com", "r.example.com:443"),
        Host("r.example.com:443", nil, "r.example.com", "r.example.com:443"),
        Host("R.Example.COM:0443", .https, "r.example.com", "r.example.com:443"),
        Host("r.example.com", .https, "r.example.com", "r.example.com:443"),
        Host("r.example.com", .http, "r.example.com", "r.example.com:80"),
        Host("r.example.com:80", .http, "r.example.com", "r.example.com:80"),
        Host("r.example.com:80", nil, "r.example.com", "r.example.com:80"),
        Host("r.example.com:80", .https, "r.example.com:80"),
        Host("r.example.com:443", .http, "r.example.com:443"),
        Host("r.example.com:5000", nil, "r.example.com:5000"),
        Host("localhost", .http, "localhost", "localhost:80"),
        // Clients take a name without a dot and without a port for a part of the repository's.
        Host("registry", .https, "registry:443"),
    ]

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
        try PolicyExport(host: RegistryHost(host), rules: rules, keys: keys).policy(for: tool)
    }

    /// What is written for one rule of a registry with this host.
    static func export(_ rule: PolicyExport.Rule, of host: Host, to tool: PolicyExport.Tool) throws -> ExportedPolicy {
        let host = try RegistryHost(host.text, scheme: host.scheme)
        return try PolicyExport(host: host, rules: [rule], keys: keys).policy(for: tool)
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
