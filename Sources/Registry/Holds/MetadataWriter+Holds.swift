// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension MetadataWriter {
    /// Closes the open hold of a tag, if there is one, because something newer took its place.
    func supersedeOpenHold(
        of tag: Tag,
        in repository: RepositoryName,
        by actor: String,
        because reason: String,
        at time: Timestamp
    ) throws {
        guard let hold = try openHold(of: tag, in: repository) else { return }
        try close(hold, as: .superseded, event: .superseded, by: actor, reason: reason, at: time)
    }

    /// Closes the push of a tag that waits for signatures, if there is one, because something newer took its place.
    func supersedePendingHold(
        of tag: Tag,
        in repository: RepositoryName,
        by actor: String,
        because reason: String,
        at time: Timestamp
    ) throws {
        guard let hold = try pendingHold(of: tag, in: repository) else { return }
        try close(hold, as: .superseded, event: .superseded, by: actor, reason: reason, at: time)
    }

    /// Closes what waits for a decision or for signatures under a tag, because something newer took its place.
    func supersedeHolds(
        of tag: Tag,
        in repository: RepositoryName,
        by actor: String,
        because reason: String,
        at time: Timestamp
    ) throws {
        try supersedeOpenHold(of: tag, in: repository, by: actor, because: reason, at: time)
        try supersedePendingHold(of: tag, in: repository, by: actor, because: reason, at: time)
    }

    /// Closes a hold and records why, without touching the tag unless the event sets it.
    func close(
        _ hold: HoldRecord,
        as state: HoldRecord.State,
        event kind: EventRecord.Kind,
        by actor: String,
        reason: String?,
        at time: Timestamp
    ) throws {
        let previous = try tag(hold.tag, in: hold.repository)?.digest
        let event = try append(
            kind,
            of: hold.tag,
            in: hold.repository,
            digest: hold.to,
            previous: previous,
            actor: actor,
            reason: reason,
            hold: hold.id,
            at: time
        )
        var closed = hold
        closed.state = state
        closed.decidedBy = actor
        closed.decidedAt = event.time
        closed.reason = reason
        try updateHold(closed)
    }
}
