// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Storage
import Testing

@testable import Webhooks

@Suite struct DeliveryTests {
    @Test func sendsASignedMessageForWhatHappened() async throws {
        try await Receiver.run { receiver in
            let teller = try await Teller(telling: [try .to(receiver, "/hook?key=1", events: [.created])])
            try await teller.delivering {
                try await teller.push("one", as: "1.0")
                let arrival = try #require(await receiver.arrivals(1).first)
                #expect(arrival.line == "POST /hook?key=1")
                #expect(arrival.header("content-type") == "application/json")
                #expect(arrival.message.hasPrefix("msg_"))
                #expect(arrival.message.utf8.count == 28)
                #expect(arrival.header("webhook-timestamp") == "1000000000")
                let expected = WebhookSignature.sign(
                    arrival.body,
                    message: arrival.message,
                    seconds: 1_000_000_000,
                    secret: try WebhookSecret(Teller.secret)
                )
                #expect(arrival.header("webhook-signature") == expected)
                let json = try JSONValue(parsing: arrival.body)
                #expect(json["type"]?.string == "tag.created")
                #expect(json["data"]?["tag"]?.string == "1.0")
                _ = try await teller.deliveries(until: \.isEmpty)
            }
        }
    }

    @Test func sendsTheSameMessageAgainUntilItIsTaken() async throws {
        try await Receiver.run({ .status($0 < 3 ? 500 : 204) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.delivering {
                try await teller.push("one", as: "1.0")
                let arrivals = await receiver.arrivals(3)
                #expect(Set(arrivals.map(\.message)).count == 1)
                #expect(Set(arrivals.map(\.body)).count == 1)
                // The signature covers the time of the attempt, so that receivers can refuse what is old.
                #expect(Set(arrivals.map { $0.header("webhook-signature") }).count == 3)
                _ = try await teller.deliveries(until: \.isEmpty)
            }
            #expect(receiver.arrivals.count == 3)
        }
    }

    @Test func givesUpAtTheEndOfTheSchedule() async throws {
        try await Receiver.run({ _ in .status(503) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try await teller.delivering {
                let dead = try await teller.deliveries { $0.allSatisfy { $0.state == .dead } }
                #expect(dead.map(\.attempts) == [RetrySchedule.pauses.count + 1])
                #expect(dead.map(\.failure) == ["it answered 503"])
            }
            #expect(receiver.arrivals.count == RetrySchedule.pauses.count + 1)
            let waited = teller.clock.pauses.reduce(Duration.zero, +)
            #expect(waited == RetrySchedule.pauses.reduce(Duration.zero, +))
        }
    }

    @Test func givesUpAtOnceWhenTheEndpointSaysThatItIsGone() async throws {
        try await Receiver.run({ _ in .status(410) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try await teller.delivering {
                let dead = try await teller.deliveries { $0.allSatisfy { $0.state == .dead } }
                #expect(dead.map(\.attempts) == [1])
                #expect(dead.map(\.failure) == ["it answered 410"])
            }
        }
    }

    @Test(
        arguments: [
            ("3600", Duration.seconds(3_600)), ("1", .seconds(5)), ("nonsense", .seconds(5)),
            ("99999999999", .seconds(86_400)),
        ]
    )
    func waitsAsLongAsTheEndpointAsksButADay(wanted: String, expected: Duration) async throws {
        try await Receiver.run({ .status($0 == 1 ? 429 : 200, ["Retry-After": wanted]) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try await teller.delivering { _ = try await teller.deliveries(until: \.isEmpty) }
            #expect(teller.clock.pauses.reduce(Duration.zero, +) == expected)
        }
    }

    @Test func followsNoRedirect() async throws {
        try await Receiver.run({ $0 == 1 ? .status(302, ["Location": "/elsewhere"]) : .status(200) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try await teller.delivering { _ = try await teller.deliveries(until: \.isEmpty) }
            #expect(receiver.arrivals.map(\.line) == ["POST /hook", "POST /hook"])
        }
    }

    @Test func doesNotCareWhatTheEndpointAnswersAtLength() async throws {
        try await Receiver.run({ _ in .status(200, body: 1 << 20) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try await teller.delivering { _ = try await teller.deliveries(until: \.isEmpty) }
            #expect(receiver.arrivals.count == 1)
        }
    }

    @Test func endsAnAttemptThatGetsNoAnswer() async throws {
        try await Receiver.run({ $0 == 1 ? .silence : .status(200) }) { receiver in
            let teller = try await Teller(telling: [try .to(receiver)])
            try await teller.push("one", as: "1.0")
            try await teller.delivering(limit: .milliseconds(300)) {
                let arrivals = await receiver.arrivals(2)
                #expect(Set(arrivals.map(\.message)).count == 1)
            }
        }
    }

    @Test func saysWhyNobodyAnswered() async throws {
        let port = try await Receiver.run { $0.port }
        let webhook = Webhook(address: try WebhookAddress("http://127.0.0.1:\(port)/secret-path"), secret: nil)
        let teller = try await Teller(telling: [webhook])
        try await teller.push("one", as: "1.0")
        try await teller.push("two", as: "1.0")
        try await teller.delivering {
            let dead = try await teller.deliveries { $0.allSatisfy { $0.state == .dead } }
            #expect(dead.map(\.failure) == ["Connection refused"])
        }
    }
}
