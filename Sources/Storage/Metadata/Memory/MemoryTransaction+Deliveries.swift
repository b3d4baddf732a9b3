// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension MemoryTransaction {
    func delivery(_ id: Int64) throws -> DeliveryRecord? {
        state.deliveries[id]
    }

    func deliveries(in wanted: DeliveryRecord.State?, before: Int64?, limit: Int) throws -> [DeliveryRecord] {
        let matching = state.deliveries.values.filter { delivery in
            (wanted == nil || delivery.state == wanted) && delivery.id < before ?? .max
        }
        return Array(matching.sorted { $0.id > $1.id }.prefix(limit))
    }

    func dueDeliveries(to endpoint: String, at moment: Timestamp, limit: Int) throws -> [DeliveryRecord] {
        let due = state.deliveries.values.filter {
            $0.endpoint == endpoint && $0.state == .waiting && $0.nextAttemptAt <= moment
        }
        return Array(due.sorted { ($0.nextAttemptAt, $0.id) < ($1.nextAttemptAt, $1.id) }.prefix(limit))
    }

    func deliveryCounts() throws -> [DeliveryRecord.State: Int64] {
        state.deliveries.values.reduce(into: [:]) { $0[$1.state, default: 0] += 1 }
    }

    func insertDelivery(_ delivery: DeliveryRecord) throws -> DeliveryRecord {
        state.lastDelivery += 1
        var stored = delivery
        stored.id = state.lastDelivery
        state.deliveries[stored.id] = stored
        return stored
    }

    func updateDelivery(_ delivery: DeliveryRecord) throws {
        guard var stored = state.deliveries[delivery.id] else { return }
        // What the message says never changes.
        stored.state = delivery.state
        stored.attempts = delivery.attempts
        stored.nextAttemptAt = delivery.nextAttemptAt
        stored.lastAttemptAt = delivery.lastAttemptAt
        stored.failure = delivery.failure
        state.deliveries[stored.id] = stored
    }

    func removeDelivery(_ id: Int64) throws -> Bool {
        state.deliveries.removeValue(forKey: id) != nil
    }
}
