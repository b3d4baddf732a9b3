// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import Synchronization
import Testing

@testable import Registry

@Suite struct ReadingDeskTests {
    private struct Key: ReadingKey {
        let group: String
        var name = ""
    }

    /// Counts what runs at the same time, and what ran in all.
    private final class Runs: Sendable {
        private let state = Mutex((now: 0, most: 0, all: 0))

        var most: Int { state.withLock(\.most) }
        var all: Int { state.withLock(\.all) }

        func begin() {
            state.withLock { state in
                state.now += 1
                state.all += 1
                state.most = max(state.most, state.now)
            }
        }

        func end() { state.withLock { $0.now -= 1 } }
    }

    /// The names of what was read, in order.
    private final class Names: Sendable {
        private let state = Mutex<[String]>([])

        var all: [String] { state.withLock(\.self) }

        func add(_ name: String) { state.withLock { $0.append(name) } }
    }

    private typealias Desk = ReadingDesk<Key, Int>

    private static let patience = Duration.seconds(300)

    private static func desk(_ change: (inout Desk.Bounds) -> Void = { _ in }) -> Desk {
        var bounds = Desk.Bounds()
        // What failed is not read again while a test waits for its turn on a busy machine.
        bounds.failureAge = .seconds(3_600)
        change(&bounds)
        return Desk(bounds: bounds, cost: { $0 }, words: { "\($0)" })
    }

    @Test func readsOnceWhatManyAskFor() async throws {
        let desk = Self.desk()
        let runs = Runs()
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    let reading = await desk.value(for: Key(group: "a"), patience: Self.patience) { _ in
                        runs.begin()
                        return 7
                    }
                    guard case .ready(7) = reading else { return false }
                    return true
                }
            }
            for try await isReady in group { #expect(isReady) }
        }
        #expect(runs.all == 1)
    }

    @Test func tellsHowFarAReadingIs() async throws {
        let desk = Self.desk()
        let (started, finish) = (Gate(), Gate())
        let reading = await desk.value(for: Key(group: "a"), patience: .zero) { progress in
            progress.expect(blobs: 2, bytes: 100)
            progress.advance(bytes: 40)
            started.open()
            await finish.wait(atMost: Self.patience)
            return 1
        }
        guard case .underWay = reading else {
            Issue.record("\(reading)")
            return
        }
        await started.wait(atMost: Self.patience)
        guard case .underWay(let state) = await desk.value(for: Key(group: "a"), patience: .zero, { _ in 2 }) else {
            Issue.record("no longer under way")
            return
        }
        #expect(state.bytesDone == 40)
        #expect(state.bytesTotal == 100)
        finish.open()
        guard case .ready(1) = await desk.value(for: Key(group: "a"), patience: Self.patience, { _ in 2 }) else {
            Issue.record("not ready")
            return
        }
    }

    @Test func runsFewAtATimeAndRefusesALongLine() async throws {
        let desk = Self.desk {
            $0.width = 2
            $0.line = 3
        }
        let finish = Gate()
        let runs = Runs()
        let read: @Sendable (TransferProgress) async throws -> Int = { _ in
            runs.begin()
            await finish.wait(atMost: Self.patience)
            runs.end()
            return 1
        }
        var refused = 0
        for number in 0..<7 {
            let reading = await desk.value(for: Key(group: "\(number)"), patience: .zero, read)
            if case .refused = reading { refused += 1 }
        }
        #expect(refused == 2)
        finish.open()
        for number in 0..<5 {
            guard case .ready = await desk.value(for: Key(group: "\(number)"), patience: Self.patience, read) else {
                Issue.record("\(number) is not ready")
                continue
            }
        }
        #expect(runs.most <= 2)
    }

    @Test func readsOneImageOnceAtATime() async throws {
        let desk = Self.desk()
        let runs = Runs()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<10 {
                group.addTask {
                    _ = await desk.value(for: Key(group: "a", name: "\(number)"), patience: Self.patience) { _ in
                        runs.begin()
                        await Task.yield()
                        runs.end()
                        return 1
                    }
                }
            }
        }
        #expect(runs.most == 1)
    }

    @Test func forgetsWhatWasUsedLongestAgo() async throws {
        let desk = Self.desk { $0.cost = 100 }
        let reads = Names()
        func ask(_ name: String, _ cost: Int) async {
            _ = await desk.value(for: Key(group: name), patience: Self.patience) { _ in
                reads.add(name)
                return cost
            }
        }
        await ask("a", 40)
        await ask("b", 40)
        await ask("a", 40)
        await ask("c", 40)
        #expect(desk.cost == 80)
        await ask("a", 40)
        await ask("b", 40)
        #expect(reads.all == ["a", "b", "c", "b"])
        #expect(desk.cost <= 100)
    }

    @Test func tellsWhyAReadingFailed() async throws {
        let desk = Self.desk { $0.cost = 100 }
        for (cost, words) in [(nil, "onPurpose"), (101, "more memory")] as [(Int?, String)] {
            let reading = await desk.value(for: Key(group: words), patience: Self.patience) { _ in
                guard let cost else { throw Fault.onPurpose }
                return cost
            }
            guard case .failed(let reason) = reading else {
                Issue.record("\(reading)")
                continue
            }
            #expect(reason.contains(words))
        }
        #expect(desk.cost == 0)
    }

    @Test func endsWhatTakesTooLong() async throws {
        let desk = Self.desk { $0.time = .milliseconds(1) }
        let reading = await desk.value(for: Key(group: "slow"), patience: Self.patience) { _ in
            try await Task.sleep(for: Self.patience)
            return 1
        }
        guard case .failed(let reason) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(reason.contains("longer than"))
    }

    @Test func triesAgainWhatFailedAWhileAgo() async throws {
        let desk = Self.desk { $0.failureAge = .zero }
        let tries = Runs()
        for _ in 0..<2 {
            let first = await desk.value(for: Key(group: "a"), patience: Self.patience) { _ in
                tries.begin()
                throw Fault.onPurpose
            }
            if case .ready = first { Issue.record("ready") }
        }
        #expect(tries.all >= 2)
    }
}
