// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

/// The documents `holdfast.pin/1` and `holdfast.verify/1`.
struct JudgedReferenceJSON {
    /// The command whose document it is.
    enum Verb: String {
        case pin
        case verify
    }

    let verb: Verb
    let references: [JudgedReference]

    /// The document.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.\(verb.rawValue)/1")
            json.member("references", references) { json, judged in
                json.member("path", judged.found.path)
                json.member("line", Int64(judged.position.line))
                json.member("column", Int64(judged.position.column))
                json.member("role", judged.found.role.rawValue)
                json.member("reference", judged.text)
                json.member("pinned", judged.pinnedText)
                json.member("status", judged.status.rawValue)
                json.member("digest", judged.digest?.rawValue)
                json.member("current", judged.current?.rawValue)
                json.member("message", judged.message)
            }
        }
        return json.bytes
    }
}
