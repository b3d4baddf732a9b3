// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension LockFile {
    /// The document: a line for every value, one for every platform, and one for every line of a checkpoint.
    public var bytes: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", Self.schema)
            json.member("images", entries) { json, entry in entry.write(to: &json) }
            guard !logs.isEmpty else { return }
            json.member("logs", logs) { json, log in
                json.member("repository", log.repository.description)
                json.member("origin", log.origin)
                json.member("key", log.key)
                json.member("checkpoint", texts: log.checkpoint)
            }
        }
        return IndentedJSON.bytes(of: json.bytes, levels: 4)
    }
}

extension LockFile.Entry {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("reference", reference.description)
        json.member("digest", digest.rawValue)
        if let previous { json.member("previous", previous.rawValue) }
        json.member("mediaType", mediaType.rawValue)
        json.member("resolvedAt", resolvedAt.rfc3339)
        json.member("resolvedFrom", resolvedFrom)
        if let log {
            json.member("log") { json in
                json.member("index", log.index)
                json.member("time", log.time.rfc3339)
            }
        }
        guard !platforms.isEmpty else { return }
        json.member("platforms", platforms) { json, entry in
            json.member("platform", entry.platform.description)
            json.member("digest", entry.digest.rawValue)
        }
    }
}
