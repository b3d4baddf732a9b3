// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog

/// A log as it was seen last.
struct RememberedLog: Hashable, Sendable {
    /// The key that signs it; its name is the log's origin.
    let key: NoteKey
    /// The newest state of it that was seen, signed.
    let checkpoint: SignedCheckpoint

    /// The name of the log.
    var origin: String { key.name }

    /// How many entries it had.
    var size: Int64 { checkpoint.checkpoint.size }

    init(key: NoteKey, checkpoint: SignedCheckpoint) {
        self.key = key
        self.checkpoint = checkpoint
    }
}

extension RememberedLog {
    private static let schema = "holdfast.log-memory/1"

    /// The document that is kept.
    var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", Self.schema)
            json.member("key", key.text)
            json.member("checkpoint", String(decoding: checkpoint.bytes, as: UTF8.self))
        }
        return json.bytes + [UInt8(ascii: "\n")]
    }

    /// Reads the document that is kept, and verifies what it holds: what was altered is no memory.
    init(parsing bytes: [UInt8]) throws {
        let json = try JSONValue(parsing: bytes)
        guard json["schema"]?.string == Self.schema, let key = json["key"]?.string,
            let note = json["checkpoint"]?.string
        else { throw CommandFailure(.integrity, "it is not a document of \(Self.schema)") }
        self.key = try NoteKey(key)
        self.checkpoint = try SignedCheckpoint(parsing: Array(note.utf8))
        try checkpoint.verify(by: self.key)
    }
}
