// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// An end to waiting.
enum TimeLimit {
    /// The work took longer than it may.
    struct Exceeded: Error {
        /// How long it had.
        let limit: Duration
    }

    /// Does work, and cancels it when it takes too long.
    static func within<Result: Sendable>(
        _ limit: Duration,
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask { try await work() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw Exceeded(limit: limit)
            }
            defer { group.cancelAll() }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
