// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension PushTransaction {
    /// Notes that a tag waits for signatures; what was offered before and waits for some is out of the question then.
    func pend(_ tag: Tag, _ record: TagRecord?, rule: String, needs: String) throws -> PendingTag {
        if let pending = try store.pendingHold(of: tag, in: push.repository) {
            guard pending.to != digest else { return PendingTag(tag: tag, hold: pending.id, needs: needs) }
            try store.close(
                pending,
                as: .superseded,
                event: .superseded,
                by: caller.name,
                reason: "a newer push offers \(digest)",
                at: now
            )
        }
        let hold = try store.insertHold(
            HoldRecord(
                id: 0,
                repository: push.repository,
                tag: tag,
                from: record?.lastDigest,
                to: digest,
                state: .pending,
                rule: rule,
                offeredBy: caller.name,
                offeredFrom: caller.address,
                offeredAt: now,
                reason: origin.offer
            )
        )
        _ = try store.append(
            .pending,
            of: tag,
            in: push.repository,
            digest: digest,
            previous: record?.digest,
            actor: caller.name,
            reason: "\(rule): \(needs)",
            hold: hold.id,
            at: now
        )
        return PendingTag(tag: tag, hold: hold.id, needs: needs)
    }
}
