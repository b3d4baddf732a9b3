// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Policy
internal import Storage
internal import Synchronization

/// What waits to be told to others, as far as it does not lie in the metadata.
final class Outbox: Sendable {
    private struct State {
        var announcements: Announcements
        var waiting: Int
    }

    /// Rings when there is something new to deliver, or other endpoints to deliver to.
    let bell = Bell()
    private let state: Mutex<State>
    private let log: Logger

    /// Creates the outbox of a registry in whose metadata some messages wait already.
    init(_ announcements: Announcements, waiting: Int, log: Logger) {
        self.state = Mutex(State(announcements: announcements, waiting: waiting))
        self.log = log
    }

    /// Who is told what, as it is now.
    var announcements: Announcements { state.withLock { $0.announcements } }

    /// Puts other announcements in force.
    func replace(_ announcements: Announcements) {
        state.withLock { $0.announcements = announcements }
        bell.ring()
    }

    /// How many messages more may wait.
    var room: Int { state.withLock { $0.announcements.capacity - $0.waiting } }

    /// Takes note of a change that is durable: messages that wait now, or no longer do.
    func count(_ difference: Int) {
        guard difference != 0 else { return }
        state.withLock { $0.waiting += difference }
        if difference > 0 { bell.ring() }
    }

    /// Puts a message for everyone who wants it into the metadata, as part of the change that is announced.
    ///
    /// Beyond the bound messages are recorded as given up: what is announced must not fail because nobody listens.
    /// - Returns: How many messages wait now that did not before; ``count(_:)`` is told once the change is durable.
    func put(_ announcement: Announcement, taken: Int, in store: any MetadataWriter) throws -> Int {
        let (subscriptions, room) = state.withLock { state in
            (state.announcements.subscriptions, state.announcements.capacity - state.waiting - taken)
        }
        var added = 0
        for subscription in subscriptions where subscription.events.contains(announcement.event) {
            let isFull = added >= room
            let delivery = try store.insertDelivery(
                DeliveryRecord(
                    endpoint: subscription.endpoint,
                    message: MessageID.random(),
                    event: announcement.event.rawValue,
                    facts: announcement.facts,
                    createdAt: announcement.time,
                    state: isFull ? .dead : .waiting,
                    nextAttemptAt: announcement.time,
                    failure: isFull ? "the outbox was full" : nil
                )
            )
            if isFull {
                log.error(
                    "too many messages wait to be delivered; this one is given up",
                    metadata: ["delivery": "\(delivery.id)", "endpoint": "\(subscription.shownAs)"]
                )
            } else {
                added += 1
            }
        }
        return added
    }
}

/// The identities of messages, by which receivers tell what they were told before.
enum MessageID {
    private static let length = 24
    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// An identity that no other message has.
    static func random() -> String {
        let characters = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] }
        return "msg_" + String(decoding: characters, as: UTF8.self)
    }
}
