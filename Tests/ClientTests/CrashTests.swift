// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import Foundation
import NIOHTTP1
import Synchronization
import Testing

extension ClientTests {
    /// What was acknowledged outlives a registry that is killed at any moment, and nothing is half there.
    struct CrashTests {
        @Test(.timeLimit(.minutes(60)))
        func acknowledgedPushesOutliveKillsAtRandomMoments() async throws {
            let rounds = Machine.number("HOLDFAST_CRASH_ROUNDS", otherwise: 15)
            let seed = UInt64(Machine.number("HOLDFAST_CRASH_SEED", otherwise: 20_261))
            var noise = Noise(seed: seed)
            try await RegistryProcess.run(configuration: "log: {requests: off}") { registry in
                let ledger = PushLedger()
                for round in 0..<rounds {
                    let moment = Duration.milliseconds(Int.random(in: 30...900, using: &noise))
                    try await push(to: registry, round: round, seed: noise.next(), until: moment, ledger)
                    try await registry.start()
                    let audit = CrashAudit(registry: registry, ledger: ledger)
                    try await audit.expectNothingLost(round: round)
                }
                print("crash test: \(ledger.summary) in \(rounds) rounds with seed \(seed)")
                #expect(ledger.pushes.count >= rounds, "the rounds are long enough to push something")
                try await CrashAudit(registry: registry, ledger: ledger).expectEverythingSound()
            }
        }

        /// Several clients push until the registry is killed under their hands.
        private func push(
            to registry: RegistryProcess,
            round: Int,
            seed: UInt64,
            until moment: Duration,
            _ ledger: PushLedger
        ) async throws {
            let client = HTTPClient(eventLoopGroupProvider: .singleton)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    let pusher = CrashPusher(
                        http: HTTP(base: registry.url, client: client),
                        name: "r\(round)-c\(number)",
                        repository: "crash/app-\(number % 2)",
                        ledger: ledger
                    )
                    let noise = Noise(seed: seed &+ UInt64(number))
                    group.addTask { await pusher.pushUntilTheEnd(noise) }
                }
                try? await Task.sleep(for: moment)
                await registry.kill()
                await group.waitForAll()
            }
            try await client.shutdown()
        }
    }
}

/// One client that pushes one image after the other and writes down what was acknowledged.
struct CrashPusher: Sendable {
    let http: HTTP
    let name: String
    let repository: String
    let ledger: PushLedger

    func pushUntilTheEnd(_ noise: Noise) async {
        var noise = noise
        for number in 0... {
            do {
                let sizes = [Int.random(in: 1...60_000, using: &noise), 4_096, number % 4 == 3 ? 2 << 20 : 512]
                let tag = "\(name)-\(number)"
                let image = try TestImage.random(layers: sizes, using: &noise)
                try await push(image, tag)
                // Other content under the same name: what is acknowledged here is the hold.
                if number % 3 == 1 { try await push(try TestImage.random(layers: [256], using: &noise), tag) }
            } catch {
                // The registry was killed: what is not acknowledged may be there or not.
                return
            }
        }
    }

    private func push(_ image: TestImage, _ tag: String) async throws {
        ledger.note(.offered, image, repository, tag)
        let answer = try await http.push(image, to: repository, as: tag)
        switch answer.status {
        case 201: ledger.note(.pushed, image, repository, tag)
        case 409: ledger.note(.held, image, repository, tag)
        default: ledger.note(.refused(answer.status, answer.text), image, repository, tag)
        }
    }
}

/// What the clients of a crash test offered, and what they were told.
final class PushLedger: Sendable {
    enum Word: Sendable {
        case offered
        case pushed
        case held
        case refused(Int, String)
    }

    struct Push: Sendable {
        var image: TestImage
        var repository: String
        var tag: String
    }

    private struct State {
        var offered: Set<String> = []
        var pushes: [Push] = []
        var holds: [Push] = []
        var refusals: [String] = []
    }

    private let state = Mutex(State())

    var pushes: [Push] { state.withLock { $0.pushes } }
    var holds: [Push] { state.withLock { $0.holds } }
    var refusals: [String] { state.withLock { $0.refusals } }
    var summary: String { "\(pushes.count) pushes and \(holds.count) holds acknowledged" }

    func note(_ word: Word, _ image: TestImage, _ repository: String, _ tag: String) {
        let push = Push(image: image, repository: repository, tag: tag)
        state.withLock { state in
            switch word {
            case .offered: state.offered.insert("\(repository):\(tag)@\(image.digest)")
            case .pushed: state.pushes.append(push)
            case .held: state.holds.append(push)
            case .refused(let status, let text): state.refusals.append("\(status) \(text)")
            }
        }
    }

    func wasOffered(_ digest: String, _ repository: String, _ tag: String) -> Bool {
        state.withLock { $0.offered.contains("\(repository):\(tag)@\(digest)") }
    }
}
