// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Policy
internal import Registry
internal import Storage
internal import Synchronization

/// The way to one endpoint: a few messages at a time, those due first, none of them in the way of other endpoints.
struct DeliveryLane: Sendable {
    /// How many messages are under way to an endpoint at a time.
    static let width = 4
    /// A wait is never longer, so that a system clock that was set does not matter for long.
    private static let longestWait = Duration.minutes(10)
    /// The pause when the metadata cannot be read or written.
    private static let pauseAfterFault = Duration.seconds(5)

    let endpoint: String
    let registry: Registry
    let targets: WebhookTargets
    let courier: Courier
    let clock: DeliveryClock
    let log: Logger

    /// Delivers until the task is cancelled or the endpoint is no longer configured.
    func run() async {
        let underWay = DeliveriesUnderWay()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled, targets[endpoint] != nil {
                let rings = registry.deliveryBell.rings
                // Asked before the store: what ends in between is seen in the next round.
                let busy = underWay.numbers
                do {
                    let waiting = try await registry.waitingDeliveries(to: endpoint, limit: Self.width + busy.count)
                        .filter { !busy.contains($0.id) }
                    let moment = clock.now()
                    let due = waiting.filter { $0.nextAttemptAt <= moment }.prefix(Self.width - busy.count)
                    for delivery in due {
                        underWay.begin(delivery.id)
                        group.addTask {
                            await attempt(delivery)
                            underWay.end(delivery.id)
                            registry.deliveryBell.ring()
                        }
                    }
                    guard due.isEmpty else { continue }
                    let hasRoom = busy.count < Self.width
                    await wait(until: hasRoom ? waiting.first?.nextAttemptAt : nil, after: rings, at: moment)
                } catch {
                    log.error("the messages to a webhook cannot be read", metadata: ["error": "\(error)"])
                    await pause(Self.pauseAfterFault)
                }
            }
        }
    }

    /// Waits for the next message's time, or for the bell.
    private func wait(until time: Timestamp?, after rings: Int, at moment: Timestamp) async {
        await withDiscardingTaskGroup { group in
            let (ended, continuation) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                await registry.deliveryBell.wait(after: rings)
                continuation.finish()
            }
            if let time {
                let wanted = Duration.microseconds(time.microseconds - moment.microseconds)
                group.addTask {
                    await pause(min(wanted, Self.longestWait))
                    continuation.finish()
                }
            }
            for await _ in ended {}
            group.cancelAll()
        }
    }

    private func attempt(_ delivery: DeliveryRecord) async {
        guard let target = targets[endpoint] else { return }
        let answer = await courier.send(delivery, to: target, at: clock.now())
        // What was cut off may have arrived or not: it is sent again after the restart, with the same identity.
        guard !Task.isCancelled else { return }
        let moment = clock.now()
        let outcome = outcome(of: answer, for: delivery, at: moment)
        tell(outcome, delivery, target)
        await record(outcome, of: delivery, at: moment)
    }

    private func outcome(
        of answer: Courier.Answer,
        for delivery: DeliveryRecord,
        at moment: Timestamp
    ) -> DeliveryOutcome {
        switch answer {
        case .taken: return .delivered
        case .gone(let reason): return .givenUp(reason)
        case .refused(let reason, let wanted):
            let attempts = delivery.attempts + 1
            guard let pause = RetrySchedule.pause(after: attempts, requested: wanted, chance: clock.chance()) else {
                return .givenUp(reason)
            }
            return .postponed(reason, until: moment.advanced(by: pause))
        }
    }

    /// Goes on until it is recorded: a message that arrived must not be sent again because a disk was full.
    private func record(_ outcome: DeliveryOutcome, of delivery: DeliveryRecord, at moment: Timestamp) async {
        while !Task.isCancelled {
            do {
                return try await registry.recordAttempt(of: delivery.id, at: moment, outcome)
            } catch {
                log.error(
                    "what became of a message to a webhook cannot be recorded",
                    metadata: ["delivery": "\(delivery.id)", "error": "\(error)"]
                )
                await pause(Self.pauseAfterFault)
            }
        }
    }

    private func tell(_ outcome: DeliveryOutcome, _ delivery: DeliveryRecord, _ target: WebhookTargets.Target) {
        let metadata: Logger.Metadata = [
            "delivery": "\(delivery.id)", "endpoint": "\(target.webhook.address.origin)",
            "message": "\(delivery.message)",
        ]
        switch outcome {
        case .delivered: log.debug("a message to a webhook arrived", metadata: metadata)
        case .postponed(let reason, let time):
            log.warning(
                "a message to a webhook did not arrive; it is sent again",
                metadata: metadata.merging(["reason": "\(reason)", "at": "\(time)"]) { $1 }
            )
        case .givenUp(let reason):
            log.error(
                "a message to a webhook is given up; holdfast webhooks retry sends it again",
                metadata: metadata.merging(["reason": "\(reason)"]) { $1 }
            )
        }
    }

    /// A cancelled pause ends early; who waits looks at the task.
    private func pause(_ duration: Duration) async {
        _ = try? await clock.sleep(duration)
    }
}

/// The numbers of the messages of a lane that are being sent.
private final class DeliveriesUnderWay: Sendable {
    private let state = Mutex<Set<Int64>>([])

    var numbers: Set<Int64> { state.withLock { $0 } }

    func begin(_ number: Int64) { state.withLock { _ = $0.insert(number) } }

    func end(_ number: Int64) { state.withLock { _ = $0.remove(number) } }
}
