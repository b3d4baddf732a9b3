// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Trust

/// The `holdfast.keys/1` document.
struct KeysDocument {
    let keys: [NamedKey]
    let decisions: [KeyDecision]

    var json: [UInt8] {
        let known = Dictionary(decisions.map { ($0.fingerprint, $0) }) { _, last in last }
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.keys/1")
            json.member("keys", keys) { json, key in
                let decision = known[key.key.fingerprint]
                json.member("name", key.name)
                json.member("fingerprint", key.key.fingerprint.rawValue)
                json.member("state", (decision?.state ?? .active).rawValue)
                json.member("reason", decision?.reason)
                json.member("decidedBy", decision?.decidedBy)
                json.member("decidedAt", decision?.decidedAt.rfc3339)
                json.member("pem", key.key.pem)
            }
        }
        return json.bytes
    }
}
