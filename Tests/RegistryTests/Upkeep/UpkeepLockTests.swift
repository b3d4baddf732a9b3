// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization
import Testing

@testable import Registry

@Suite struct UpkeepLockTests {
    private final class Running: Sendable {
        let count = Atomic(0)
    }

    @Test func secondPieceOfWorkIsRefusedByName() async throws {
        let lock = UpkeepLock()
        try await lock.run("a scrub") {
            do {
                _ = try await lock.run("a backup") { Issue.record("both run") }
                Issue.record("nothing was refused")
            } catch let error as RegistryError {
                #expect(error.code == .conflict)
                #expect(error.message.contains("a scrub"))
            }
        }
        #expect(try await lock.run("a backup") { 7 } == 7)
    }

    @Test func failureFreesTheLock() async throws {
        let lock = UpkeepLock()
        await #expect(throws: Fault.onPurpose) { try await lock.run("a scrub") { throw Fault.onPurpose } as Void }
        #expect(try await lock.run("a scrub") { 7 } == 7)
    }

    @Test func onlyOneOfManyRunsAtATime() async throws {
        let lock = UpkeepLock()
        let running = Running()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    _ = try await refusal {
                        try await lock.run("work") {
                            #expect(running.count.add(1, ordering: .relaxed).newValue == 1)
                            await Task.yield()
                            running.count.subtract(1, ordering: .relaxed)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
