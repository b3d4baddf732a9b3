// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage
internal import Trust

/// What is required in a repository, as the bytes whose hash its log carries.
struct TrustDocument {
    struct Key {
        let name: String
        let key: VerificationKey
        let state: KeyState
    }

    /// The rules that cover the repository, in their order; those without requirements exempt what they match.
    let rules: [Rule]
    let keys: [Key]

    /// JSON with sorted members and no blanks.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("keys", keys) { json, key in
                json.member("fingerprint", key.key.fingerprint.rawValue)
                json.member("name", key.name)
                json.member("pem", key.key.pem)
                json.member("state", key.state.rawValue)
            }
            json.member("rules", rules) { json, rule in
                json.member("pull", rule.pull.rawValue)
                json.member("require", rule.require) { json, requirement in
                    json.member("bind", requirement.bind.rawValue)
                    json.member("keys", texts: requirement.keys)
                    json.member("threshold", Int64(requirement.threshold))
                }
                json.member("tags", texts: rule.tags.map(\.pattern))
            }
            json.member("v", Int64(1))
        }
        return json.bytes
    }

    /// What a log calls the document.
    var digest: Digest { Digest(sha256Of: bytes) }
}
