// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Storage

/// The `holdfast.history/1` document.
public struct HistoryDocument {
    private let repository: RepositoryName
    private let tag: Tag?
    private let events: [EventRecord]

    /// Creates the document of a tag's history, or of a whole repository's.
    public init(repository: RepositoryName, tag: Tag?, events: [EventRecord]) {
        self.repository = repository
        self.tag = tag
        self.events = events
    }

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.history/1")
            json.member("repository", repository.rawValue)
            json.member("tag", tag?.rawValue)
            json.member("events", events) { json, event in
                json.member("index", event.index)
                json.member("time", event.time.rfc3339)
                json.member("tag", event.tag?.rawValue)
                json.member("event", event.kind.rawValue)
                json.member("digest", event.digest?.rawValue)
                json.member("previous", event.previous?.rawValue)
                json.member("actor", event.actor)
                json.member("reason", event.reason)
                json.member("hold", event.hold)
            }
        }
        return json.bytes
    }
}
