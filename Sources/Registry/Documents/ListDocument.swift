// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

/// The `holdfast.ls/1` document: repositories, or the tags of one.
public enum ListDocument {
    /// Repositories, with what tells where the images of one come from.
    case repositories([RepositorySummary], origin: @Sendable (RepositoryName) -> UpstreamOrigin?)
    case tags(RepositoryName, [TagOverview])

    /// The document as JSON.
    public var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.ls/1")
            switch self {
            case .repositories(let repositories, let origin):
                json.member("repositories", repositories) { json, repository in
                    json.member("name", repository.name.rawValue)
                    json.member("tags", repository.tags)
                    json.member("holds", repository.openHolds)
                    if let origin = origin(repository.name) { json.member("upstream", origin.name) }
                }
            case .tags(let repository, let tags):
                json.member("repository", repository.rawValue)
                json.member("tags", tags) { Self.write($1, to: &$0) }
            }
        }
        return json.bytes
    }

    private static func write(_ tag: TagOverview, to json: inout JSONWriter) {
        json.member("tag", tag.record.tag.rawValue)
        json.member("digest", tag.record.digest?.rawValue)
        json.member("mediaType", tag.mediaType?.rawValue)
        json.member("size", tag.size)
        json.member("changedAt", tag.record.changedAt.rfc3339)
        json.member("changedBy", tag.record.changedBy)
        json.member("lastPulledAt", tag.lastPulledAt?.rfc3339)
        json.member("rule", tag.rule.name)
        json.member("change", tag.rule.change.rawValue)
        json.member("hold", tag.hold)
        json.member("companion", CompanionTag(tag.record.tag) != nil)
        guard let check = tag.upstreamCheck else { return }
        json.member("upstream") { json in
            json.member("digest", check.digest?.rawValue)
            json.member("checkedAt", check.checkedAt.rfc3339)
            json.member("same", !check.differs(from: tag.record.digest))
            json.member("failure", check.failure)
            json.member("obstacle", check.obstacle(to: tag.record.digest, under: tag.rule))
        }
    }
}
