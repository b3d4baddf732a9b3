// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB

/// One change waiting for its commit: how to run it, and whom to tell.
struct SQLiteChange: Sendable {
    /// Runs the change in the open transaction and gives a closure that reports its success after the commit.
    private let apply: @Sendable (SQLiteTransaction) throws -> @Sendable () -> Void
    /// Reports that the change was not stored.
    let fail: @Sendable (any Error) -> Void

    init<Value: Sendable>(
        _ body: @escaping @Sendable (any MetadataWriter) throws -> Value,
        _ continuation: CheckedContinuation<Value, any Error>
    ) {
        self.apply = { transaction in
            let value = try body(transaction)
            return { continuation.resume(returning: value) }
        }
        self.fail = { continuation.resume(throwing: $0) }
    }

    /// Runs a batch in one transaction, each change in a savepoint, and reports to all once it is durable.
    static func run(_ batch: [SQLiteChange], on database: some DatabaseWriter) {
        var reports: [@Sendable () -> Void] = []
        do {
            try database.writeWithoutTransaction { database in
                try database.inTransaction(.immediate) {
                    for change in batch { reports.append(try change.attempt(in: database)) }
                    return .commit
                }
            }
        } catch {
            // Nothing of the batch is stored, not even what had succeeded so far.
            for change in batch { change.fail(storeError(error)) }
            return
        }
        for report in reports { report() }
    }

    /// Runs the change in a savepoint; a change that fails by itself is undone and leaves the others alone.
    private func attempt(in database: Database) throws -> @Sendable () -> Void {
        var report: @Sendable () -> Void = {}
        do {
            try database.inSavepoint {
                report = try apply(SQLiteTransaction(database))
                return .commit
            }
        } catch {
            // SQLite ends the whole transaction by itself when the disk is full; then the batch has failed.
            guard database.isInsideTransaction else { throw error }
            return { fail(Self.storeError(error)) }
        }
        return report
    }

    private static func storeError(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_FULL:
            return StoreError(
                .full,
                "the registry's disk is full; nothing was stored; free space and try again",
                cause: error
            )
        default:
            return StoreError(.failure, "cannot write the metadata; nothing was stored", cause: error)
        }
    }
}
