// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Registry
import Storage
import Testing

@testable import Webhooks

/// Several endpoints, restarts and reloads.
@Suite struct DeliveryLaneTests {
    @Test func anEndpointThatSleepsDelaysNoOther() async throws {
        try await Receiver.run({ _ in .silence }) { sleeper in
            try await Receiver.run { awake in
                let teller = try await Teller(telling: [try .to(sleeper), try .to(awake)])
                for number in 1...6 { try await teller.push("\(number)", as: "v\(number)") }
                try await teller.delivering {
                    #expect(await awake.arrivals(6).count == 6)
                    #expect(await sleeper.arrivals(DeliveryLane.width).count == DeliveryLane.width)
                    let left = try await teller.deliveries { $0.count == 6 }
                    #expect(Set(left.map(\.endpoint)) == [try Webhook.to(sleeper).identity])
                }
                #expect(sleeper.arrivals.count == DeliveryLane.width)
            }
        }
    }

    @Test func whatWasUnderWayAtAStopIsSentAgainWithTheSameIdentity() async throws {
        try await Receiver.run({ number in number == 1 ? .silence : .status(200) }) { receiver in
            let before = try await Teller(telling: [try .to(receiver)])
            try await before.push("one", as: "1.0")
            try await before.delivering { _ = await receiver.arrivals(1) }

            let after = try await Teller(telling: [try .to(receiver)], metadata: before.metadata)
            try await after.delivering {
                let messages = await receiver.arrivals(2).map(\.message)
                #expect(messages.count == 2 && Set(messages).count == 1)
                _ = try await after.deliveries(until: \.isEmpty)
            }
        }
    }

    @Test func nothingIsLostWhileTheEndpointAndTheRegistryAreDown() async throws {
        let port = try await Receiver.closedPort()
        let webhook = Webhook(address: try WebhookAddress("http://127.0.0.1:\(port)/hook"), secret: nil)
        let before = try await Teller(telling: [webhook])
        try await before.push("one", as: "1.0")
        try await before.push("two", as: "1.0")
        try await before.delivering { _ = try await before.deliveries { $0.allSatisfy { $0.attempts > 1 } } }
        let messages = Set(try await before.deliveries { _ in true }.map(\.message))
        #expect(messages.count == 1)

        try await Receiver.run(port: port) { receiver in
            let after = try await Teller(telling: [webhook], metadata: before.metadata, clock: before.clock)
            _ = try await after.registry.retryDeadDeliveries(by: .system)
            try await after.delivering {
                _ = try await after.deliveries(until: \.isEmpty)
                #expect(Set(receiver.arrivals.map(\.message)) == messages)
            }
        }
    }

    @Test func aStatusCountsHoweverLongWhatFollowsTakes() async throws {
        try await Receiver.run({ _ in .unending(200) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try await teller.delivering { _ = try await teller.deliveries(until: \.isEmpty) }
            #expect(receiver.arrivals.count == 1)
        }
    }

    @Test func oneThatHangsLeavesTheOtherPlacesOfItsLane() async throws {
        try await Receiver.run({ number in number == 1 ? .silence : .status(200) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "v1")
            try await teller.delivering {
                _ = await receiver.arrivals(1)
                for number in 2...9 { try await teller.push("\(number)", as: "v\(number)") }
                #expect(await receiver.arrivals(9).count == 9)
                _ = try await teller.deliveries { $0.count == 1 }
            }
        }
    }

    @Test func aReloadAddsAnEndpointAtOnce() async throws {
        try await Receiver.run { old in
            try await Receiver.run { new in
                let teller = try await Teller(telling: [try .to(old)])
                try await teller.delivering {
                    try await teller.push("one", as: "1.0")
                    _ = await old.arrivals(1)
                    try teller.tell([try .to(old), try .to(new)])
                    try await teller.push("two", as: "2.0")
                    #expect(await new.arrivals(1).count == 1)
                    #expect(await old.arrivals(2).count == 2)
                }
            }
        }
    }

    @Test func aReloadPutsAnotherSecretInForceForWhatWaits() async throws {
        let secret = Array("another secret of plain text".utf8)
        try await Receiver.run { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try teller.tell([try .to(receiver)], secret: secret)
            try await teller.delivering {
                let arrival = try #require(await receiver.arrivals(1).first)
                let expected = WebhookSignature.sign(
                    arrival.body,
                    message: arrival.message,
                    seconds: 1_000_000_000,
                    secret: try WebhookSecret(secret)
                )
                #expect(arrival.header("webhook-signature") == expected)
            }
        }
    }

    @Test func anEndpointThatLeavesAndComesBackIsServed() async throws {
        try await Receiver.run { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.delivering {
                for number in 1...5 {
                    try teller.tell([])
                    try teller.tell([try .to(receiver)])
                    try await teller.push("\(number)", as: "v\(number)")
                    #expect(await receiver.arrivals(number).count == number)
                }
            }
        }
    }
}
