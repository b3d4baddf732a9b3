// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// Something that happened, in the words that are sent to those who want to be told.
struct Announcement {
    let event: Webhook.Event
    let time: Timestamp
    /// A JSON object.
    let facts: [UInt8]

    /// The most repositories that the facts about damaged content name.
    private static let maximumRepositories = 100

    /// An event of a tag's history.
    init(
        _ event: Webhook.Event,
        _ record: EventRecord,
        in repository: RepositoryName,
        hold: HoldRecord?,
        from address: String?,
        publicURL: String?
    ) {
        self.event = event
        self.time = record.time
        var json = JSONWriter()
        json.object { json in
            json.member("event", event.rawValue)
            json.member("time", record.time.rfc3339)
            json.member("repository", repository.rawValue)
            json.member("tag", record.tag?.rawValue)
            json.member("digest", record.digest?.rawValue)
            json.member("previous", record.previous?.rawValue)
            json.member("actor", record.actor)
            json.member("client", address)
            // The reason of a new hold is its rule, which has a member of its own.
            json.member("reason", event == .held && record.reason == hold?.rule ? nil : record.reason)
            json.member("index", record.index)
            json.member("hold", record.hold)
            json.member("rule", hold?.rule)
            json.member("offeredBy", hold?.offeredBy)
            json.member("offeredFrom", hold?.offeredFrom)
            json.member("url", publicURL.flatMap { base in record.hold.map { "\(base)/holds/\($0)" } })
        }
        self.facts = json.bytes
    }

    /// That a tag moved away from what images are built on.
    init(
        baseMove record: EventRecord,
        from previous: Digest,
        in repository: RepositoryName,
        _ dependents: BaseDependents,
        publicURL: String?
    ) {
        self.event = .baseMoved
        self.time = record.time
        var json = JSONWriter()
        json.object { json in
            json.member("event", Webhook.Event.baseMoved.rawValue)
            json.member("time", record.time.rfc3339)
            json.member("repository", repository.rawValue)
            json.member("tag", record.tag?.rawValue)
            json.member("digest", record.digest?.rawValue)
            json.member("previous", previous.rawValue)
            json.member("actor", record.actor)
            json.member("images", texts: dependents.names.prefix(BaseDependents.maximumNames))
            json.member("count", Int64(dependents.names.count))
            if dependents.isTruncated { json.member("truncated", true) }
            json.member("url", publicURL.flatMap { base in record.tag.map { "\(base)/r/\(repository)/-/tags/\($0)" } })
        }
        self.facts = json.bytes
    }

    /// That stored content is damaged.
    init(damaged digest: Digest, in repositories: [RepositoryName], at time: Timestamp) {
        self.event = .corrupt
        self.time = time
        var json = JSONWriter()
        json.object { json in
            json.member("event", Webhook.Event.corrupt.rawValue)
            json.member("time", time.rfc3339)
            json.member("digest", digest.rawValue)
            json.member("repositories", texts: repositories.prefix(Self.maximumRepositories).map(\.rawValue))
        }
        self.facts = json.bytes
    }
}
