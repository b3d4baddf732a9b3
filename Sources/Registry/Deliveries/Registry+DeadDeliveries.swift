// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
public import Storage

/// A message that did not arrive yet, and where it should go.
public struct Delivery: Hashable, Sendable {
    /// The message.
    public let record: DeliveryRecord
    /// The endpoint's scheme, host and port; nil when it is no longer configured.
    public let endpoint: String?

    init(_ record: DeliveryRecord, _ announcements: Announcements) {
        self.record = record
        self.endpoint = announcements.subscriptions.first { $0.endpoint == record.endpoint }?.shownAs
    }
}

extension Registry {
    /// Lists the messages that did not arrive yet, newest first.
    ///
    /// - Throws: ``RegistryError`` with `rightMissing`.
    public func deliveries(
        in state: DeliveryRecord.State?,
        before: Int64?,
        limit: Int,
        by caller: Caller
    ) async throws -> [Delivery] {
        try caller.require(.admin, in: nil)
        let announcements = outbox.announcements
        return try await metadata.read { store in
            try store.deliveries(in: state, before: before, limit: limit).map { Delivery($0, announcements) }
        }
    }

    /// Sends a message again, at once, as if it had never been sent; its identity stays.
    ///
    /// - Throws: ``RegistryError``: `rightMissing`, `deliveryUnknown` when it arrived or never was, `conflict` when its
    ///   endpoint is no longer configured or too many wait.
    public func retryDelivery(_ id: Int64, by caller: Caller) async throws -> Delivery {
        try caller.require(.admin, in: nil)
        let announcements = outbox.announcements
        let room = outbox.room
        let moment = now()
        let (delivery, wasDead) = try await metadata.write { store in
            guard let record = try store.delivery(id) else {
                throw RegistryError(
                    .deliveryUnknown,
                    "there is no delivery \(id): it has arrived, or there never was one"
                )
            }
            let delivery = Delivery(record, announcements)
            guard delivery.endpoint != nil else {
                throw RegistryError(
                    .conflict,
                    "the endpoint of delivery \(id) is no longer configured; nothing can be sent to it"
                )
            }
            guard record.state == .waiting || room > 0 else {
                throw RegistryError(.conflict, "too many messages wait already; try again when fewer do")
            }
            return (Delivery(try store.revive(record, at: moment), announcements), record.state == .dead)
        }
        outbox.count(wasDead ? 1 : 0)
        outbox.bell.ring()
        return delivery
    }

    /// Sends the messages that were given up again, as far as their endpoints are configured and the outbox has room.
    ///
    /// - Returns: How many.
    /// - Throws: ``RegistryError`` with `rightMissing`. Those sent again before an error stay so.
    public func retryDeadDeliveries(by caller: Caller) async throws -> Int {
        try caller.require(.admin, in: nil)
        let announcements = outbox.announcements
        var total = 0
        var last: Int64?
        while true {
            let position = last
            let room = outbox.room
            let moment = now()
            let (page, revived) = try await metadata.write { store in
                let page = try store.deliveries(in: .dead, before: position, limit: 500)
                let sendable = page.filter { Delivery($0, announcements).endpoint != nil }.prefix(max(0, room))
                for record in sendable { _ = try store.revive(record, at: moment) }
                return (page, sendable.count)
            }
            outbox.count(revived)
            total += revived
            guard page.count == 500, outbox.room > 0 else { return total }
            last = page.last?.id
        }
    }
}

extension MetadataWriter {
    fileprivate func revive(_ record: DeliveryRecord, at moment: Timestamp) throws -> DeliveryRecord {
        var revived = record
        revived.state = .waiting
        revived.attempts = 0
        revived.nextAttemptAt = moment
        try updateDelivery(revived)
        return revived
    }
}
