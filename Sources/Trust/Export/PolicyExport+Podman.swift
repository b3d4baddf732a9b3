// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// One scope of `policy.json`: the host, or a repository or namespace below it.
private struct PodmanScope {
    /// The elements below the host.
    var path: [String]
    /// The clauses that are asked for there, in order, each once.
    var clauses: [PodmanClause] = []
    /// Tells whether some of what the scope covers is judged by later rules.
    var isWider: Bool

    func covers(_ other: PodmanScope) -> Bool { other.path.starts(with: path) }

    mutating func add(_ added: [PodmanClause]) {
        for clause in added where !clauses.contains(clause) { clauses.append(clause) }
    }
}

/// Keys of which one must have signed, and what the signature has to name.
private struct PodmanClause: Hashable {
    let keys: [String]
    let binding: TrustRequirement.Binding
}

extension PolicyExport {
    /// Writes `policy.json` and the file that makes signatures be looked for.
    ///
    /// Of several scopes the longest counts, alone. So a scope that is wider than its rule also asks for what the rules
    /// ask that it hides.
    func podman() -> ExportedPolicy {
        var notes = clauseNotes() + exemptionNotes("podman")
        var scopes: [PodmanScope] = []
        for rule in rules where !rule.requirements.isEmpty {
            let clauses = rule.requirements.flatMap { requirement in
                Self.clauses(requirement).clauses.map { PodmanClause(keys: $0, binding: requirement.binding) }
            }
            var added: [PodmanScope] = []
            for pattern in rule.repositoryPatterns {
                var scope = Self.scope(of: pattern)
                let name = name(of: scope, at: host.name)
                if scope.isWider {
                    notes.append(
                        "podman has no patterns: \(pattern) is written as \(name), which covers more"
                    )
                }
                if !rule.coversAllTags {
                    notes.append(
                        "podman has no patterns over tags: all tags of \(name) need the signatures, "
                            + "not only \(rule.tags.joined(separator: ", "))"
                    )
                    scope.isWider = true
                }
                scope.clauses = clauses
                added.append(scope)
            }
            for scope in added { Self.merge(scope, into: &scopes) }
        }
        let all = scopes.flatMap(\.clauses)
        if all.contains(where: { $0.keys.count > 1 }) {
            notes.append(
                "one of several keys is written as keyDatas, which podman 5.3, skopeo 1.17 and what else has containers/image "
                    + "5.33 know: older ones refuse the whole policy.json, and with it every image; for them let each "
                    + "requirement name one key"
            )
        }
        if all.contains(where: { $0.binding == .tag }) {
            notes.append(
                "podman compares the tag when it pulls by tag: an image that is pulled by digest passes with a signature "
                    + "for any tag of its repository"
            )
        }
        if host.names.count > 1 {
            notes.append(
                "podman compares hosts as they are written: an image that was signed as \(host.name) does not pass when "
                    + "it is pulled as \(host.names.dropFirst().joined(separator: ", ")), nor the other way round"
            )
        }
        notes += [
            "podman reads only the signatures in sha256-….sig, and none of cosign's bundles; sign writes both",
            "podman accepts an older image again if it was signed under the same tag: it does not read the tag log",
            "images of other registries, and of this one by other names, are accepted as before: merge the scopes into the "
                + "policy.json that is there",
        ]
        return ExportedPolicy(
            files: [
                .init(name: "policy.json", text: policyText(scopes)),
                .init(
                    name: "registries.d/holdfast.yaml",
                    text: "docker:\n"
                        + host.names.map { "  \(YAMLText.quoted($0)):\n    use-sigstore-attachments: true\n" }.joined()
                ),
            ],
            notes: notes
        )
    }
}

extension PolicyExport {
    private static func merge(_ new: PodmanScope, into scopes: inout [PodmanScope]) {
        // An earlier rule that is sure to match all of it decides, and hides this one.
        guard !scopes.contains(where: { !$0.isWider && $0.covers(new) }) else { return }
        var new = new
        for earlier in scopes where earlier.covers(new) {
            let own = new.clauses
            new.clauses = earlier.clauses
            new.add(own)
        }
        for index in scopes.indices where scopes[index].isWider && new.covers(scopes[index]) {
            scopes[index].add(new.clauses)
            if !new.isWider { scopes[index].isWider = false }
        }
        if let index = scopes.firstIndex(where: { $0.path == new.path }) {
            scopes[index].add(new.clauses)
            scopes[index].isWider = scopes[index].isWider && new.isWider
        } else {
            scopes.append(new)
        }
    }

    /// The narrowest scope that covers all that a pattern matches.
    private static func scope(of pattern: String) -> PodmanScope {
        let elements = pattern.split(separator: "/").map(String.init)
        let plain = elements.prefix { element in !element.contains("*") && !element.contains("?") }
        let rest = elements.dropFirst(plain.count)
        return PodmanScope(path: Array(plain), isWider: !(rest.isEmpty || Array(rest) == ["**"]))
    }

    private func name(of scope: PodmanScope, at host: String) -> String {
        ([host] + scope.path).joined(separator: "/")
    }

    private func policyText(_ scopes: [PodmanScope]) -> String {
        var json = JSONWriter()
        json.object { json in
            json.member("default", [0]) { json, _ in json.member("type", "insecureAcceptAnything") }
            json.member("transports") { json in
                json.member("docker") { json in
                    for host in host.names {
                        for scope in scopes {
                            let name = name(of: scope, at: host)
                            json.member(name, scope.clauses) { json, clause in write(clause, to: &json) }
                        }
                    }
                }
            }
        }
        return String(decoding: json.bytes, as: UTF8.self) + "\n"
    }

    private func write(_ clause: PodmanClause, to json: inout JSONWriter) {
        let keys = clause.keys.map { Base64.encode(Array(pem($0).utf8)) }
        json.member("type", "sigstoreSigned")
        // Versions of the library before 5.33 know this form alone, and refuse a file with a key that they do not know.
        if let key = keys.first, keys.count == 1 {
            json.member("keyData", key)
        } else {
            json.member("keyDatas", texts: keys)
        }
        json.member("signedIdentity") { json in
            json.member("type", clause.binding == .tag ? "matchRepoDigestOrExact" : "matchRepository")
        }
    }
}
