// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

extension SQLiteTransaction {
    func delivery(_ id: Int64) throws -> DeliveryRecord? {
        try row("SELECT * FROM delivery WHERE id = ?", [id]).map(Self.delivery)
    }

    func deliveries(in state: DeliveryRecord.State?, before: Int64?, limit: Int) throws -> [DeliveryRecord] {
        try rows(
            "SELECT * FROM delivery WHERE (? IS NULL OR state = ?) AND id < ? ORDER BY id DESC LIMIT ?",
            [state?.rawValue, state?.rawValue, before ?? .max, limit]
        ).map(Self.delivery)
    }

    func dueDeliveries(to endpoint: String, at moment: Timestamp, limit: Int) throws -> [DeliveryRecord] {
        try rows(
            """
            SELECT * FROM delivery WHERE endpoint = ? AND state = 'waiting' AND nextAttemptAt <= ?
            ORDER BY nextAttemptAt, id LIMIT ?
            """,
            [endpoint, moment.microseconds, limit]
        ).map(Self.delivery)
    }

    func deliveryCounts() throws -> [DeliveryRecord.State: Int64] {
        var counts: [DeliveryRecord.State: Int64] = [:]
        for row in try rows("SELECT state, COUNT(*) AS count FROM delivery GROUP BY state") {
            guard let state = DeliveryRecord.State(rawValue: row["state"]) else { continue }
            counts[state] = row["count"]
        }
        return counts
    }

    func insertDelivery(_ delivery: DeliveryRecord) throws -> DeliveryRecord {
        try execute(
            """
            INSERT INTO delivery (endpoint, message, event, facts, createdAt, state, attempts, nextAttemptAt,
                lastAttemptAt, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                delivery.endpoint, delivery.message, delivery.event, BytesBlob(delivery.facts),
                delivery.createdAt.microseconds, delivery.state.rawValue, delivery.attempts,
                delivery.nextAttemptAt.microseconds, delivery.lastAttemptAt?.microseconds, delivery.failure,
            ]
        )
        var stored = delivery
        stored.id = database.lastInsertedRowID
        return stored
    }

    func updateDelivery(_ delivery: DeliveryRecord) throws {
        try execute(
            """
            UPDATE delivery SET state = ?, attempts = ?, nextAttemptAt = ?, lastAttemptAt = ?, failure = ?
            WHERE id = ?
            """,
            [
                delivery.state.rawValue, delivery.attempts, delivery.nextAttemptAt.microseconds,
                delivery.lastAttemptAt?.microseconds, delivery.failure, delivery.id,
            ]
        )
    }

    func removeDelivery(_ id: Int64) throws -> Bool {
        try execute("DELETE FROM delivery WHERE id = ?", [id]) > 0
    }

    private static func delivery(_ row: Row) throws -> DeliveryRecord {
        guard let state = DeliveryRecord.State(rawValue: row["state"]) else {
            throw StoreError(.failure, "a delivery has an unknown state; use a newer version of Holdfast")
        }
        return DeliveryRecord(
            id: row["id"],
            endpoint: row["endpoint"],
            message: row["message"],
            event: row["event"],
            facts: (row["facts"] as BytesBlob).bytes,
            createdAt: Timestamp(microseconds: row["createdAt"]),
            state: state,
            attempts: row["attempts"],
            nextAttemptAt: Timestamp(microseconds: row["nextAttemptAt"]),
            lastAttemptAt: (row["lastAttemptAt"] as Int64?).map(Timestamp.init(microseconds:)),
            failure: row["failure"]
        )
    }
}
