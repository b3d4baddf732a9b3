// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
public import Storage

// What delivers the messages asks for this; it acts for the registry itself, not for a caller.
extension Registry {
    /// Rings when there is something new to deliver, or when other endpoints were put in force.
    public var deliveryBell: Bell { outbox.bell }

    /// The messages that wait for an endpoint, those due first; some may not be due yet.
    public func waitingDeliveries(to endpoint: String, limit: Int) async throws -> [DeliveryRecord] {
        try await metadata.read { store in
            try store.dueDeliveries(to: endpoint, at: Timestamp(microseconds: .max), limit: limit)
        }
    }

    /// Records what became of an attempt; one that is not waiting any more is left as it is.
    public func recordAttempt(of id: Int64, at moment: Timestamp, _ outcome: DeliveryOutcome) async throws {
        let isSettled = try await metadata.write { store in
            guard var delivery = try store.delivery(id), delivery.state == .waiting else { return false }
            delivery.attempts += 1
            delivery.lastAttemptAt = moment
            switch outcome {
            case .delivered:
                return try store.removeDelivery(id)
            case .postponed(let reason, let time):
                delivery.failure = reason
                delivery.nextAttemptAt = time
            case .givenUp(let reason):
                delivery.failure = reason
                delivery.state = .dead
            }
            try store.updateDelivery(delivery)
            return delivery.state == .dead
        }
        if isSettled { outbox.count(-1) }
    }

    /// Gives up what waits for endpoints that are no longer configured, and forgets what was given up long ago, or what is
    /// too much of it.
    ///
    /// - Throws: ``StoreError`` when the metadata cannot be read or written. Cost grows with the messages kept.
    public func tidyDeliveries() async throws {
        let announcements = outbox.announcements
        let known = Set(announcements.subscriptions.map(\.endpoint))
        try await forEachDelivery(in: .waiting) { delivery in
            guard !known.contains(delivery.endpoint) else { return .keep }
            var dead = delivery
            dead.state = .dead
            dead.failure = "the endpoint is no longer configured"
            return .replace(by: dead)
        }
        let limit = now().advanced(by: .zero - Self.deadDeliveryLife)
        try await forEachDelivery(in: .dead, keeping: announcements.capacity) { delivery in
            delivery.lastAttemptAt ?? delivery.createdAt < limit ? .remove : .keep
        }
    }

    /// How long a message that was given up can be looked at, and sent again.
    private static let deadDeliveryLife = Duration.seconds(30 * 86_400)
}

// MARK: Walks

extension Registry {
    private enum Disposal: Equatable {
        case keep
        case replace(by: DeliveryRecord)
        case remove
    }

    private static let pageSize = 500

    /// Judges all messages in a state, a page at a time, so that no change takes long; of more than so many the oldest are
    /// removed.
    private func forEachDelivery(
        in state: DeliveryRecord.State,
        keeping limit: Int = .max,
        _ judge: @escaping @Sendable (DeliveryRecord) -> Disposal
    ) async throws {
        var last: Int64?
        var seen = 0
        while true {
            let position = last
            let page = try await metadata.read { store in
                try store.deliveries(in: state, before: position, limit: Self.pageSize)
            }
            // Most pages are kept as they are, and a change would wait for the disk.
            let surplus = Set(page.dropFirst(max(0, limit - seen)).map(\.id))
            let judgeOne = { @Sendable (delivery: DeliveryRecord) in
                surplus.contains(delivery.id) ? .remove : judge(delivery)
            }
            let ids = page.filter { judgeOne($0) != .keep }.map(\.id)
            if !ids.isEmpty { try await dispose(of: ids, in: state, judgeOne) }
            seen += page.count
            guard page.count == Self.pageSize else { return }
            last = page.last?.id
        }
    }

    private func dispose(
        of ids: [Int64],
        in state: DeliveryRecord.State,
        _ judge: @escaping @Sendable (DeliveryRecord) -> Disposal
    ) async throws {
        let settled = try await metadata.write { store in
            var settled = 0
            for id in ids {
                // It may have been delivered, or asked for again, meanwhile.
                guard let delivery = try store.delivery(id), delivery.state == state else { continue }
                switch judge(delivery) {
                case .keep: continue
                case .replace(let other): try store.updateDelivery(other)
                case .remove: _ = try store.removeDelivery(id)
                }
                settled += 1
            }
            return settled
        }
        if state == .waiting { outbox.count(-settled) }
    }
}
