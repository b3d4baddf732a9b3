// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Trust

/// The `holdfast.trust/1` document: what a registry requires, in its own words.
struct TrustReport {
    let repository: RepositoryName
    let tag: Tag?
    /// The rule of the tag.
    let rule: Rule?
    /// The rules that cover the repository, for when no tag is asked about.
    let rules: [Rule]
    let keys: [TrustedKey]
    let authorities: [String]
    /// What the log calls the requirements that it tells of last.
    let logged: Digest?

    var json: [UInt8] {
        let shown = rule.map { [$0] } ?? rules
        let names = Set(shown.flatMap { $0.require.flatMap(\.keys) })
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.trust/1")
            json.member("repository", repository.rawValue)
            json.member("tag", tag?.rawValue)
            json.member("policy", logged?.rawValue)
            json.member("authorities", texts: authorities)
            json.member("rules", shown) { json, rule in
                json.member("rule", rule.name)
                json.member("tags", texts: rule.tags.map(\.pattern))
                json.member("pull", rule.pull.rawValue)
                json.member("require", rule.require) { json, requirement in
                    json.member("keys", texts: requirement.keys)
                    json.member("threshold", Int64(requirement.threshold))
                    json.member("bind", requirement.bind.rawValue)
                }
            }
            json.member("keys", keys.filter { names.contains($0.name) }) { json, key in
                json.member("name", key.name)
                json.member("fingerprint", key.key.fingerprint.rawValue)
                json.member("pem", key.key.pem)
                json.member("state", key.state.word)
                json.member("since", key.state.since)
            }
        }
        return json.bytes
    }
}

extension TrustedKey.State {
    fileprivate var word: String {
        switch self {
        case .active: "active"
        case .retired: "retired"
        case .revoked: "revoked"
        }
    }

    /// The index in the repository's log since which its signatures do not count any more.
    fileprivate var since: Int64? {
        switch self {
        case .active: nil
        case .retired(let index), .revoked(let index): index
        }
    }
}
