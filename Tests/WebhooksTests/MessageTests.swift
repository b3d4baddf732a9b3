// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Storage
import Testing

@testable import Webhooks

@Suite struct MessageTests {
    private static let digest = "sha256:" + String(repeating: "ab", count: 32)
    private static let held =
        #"{"event":"held","time":"2001-09-09T01:46:40.000000Z","repository":"team/app","tag":"1.0","digest":"\#(digest)","#
        + #""previous":null,"actor":"ben","client":"192.0.2.7","reason":null,"index":3,"hold":12,"rule":"rule 1","#
        + #""offeredBy":"ben","offeredFrom":"192.0.2.7","url":"https://registry.example.com/holds/12"}"#

    private func message(
        _ facts: String,
        event: String = "held",
        as format: Webhook.Format
    ) throws -> (type: String, text: String) {
        let delivery = DeliveryRecord(
            endpoint: "e",
            message: "msg_1",
            event: event,
            facts: Array(facts.utf8),
            createdAt: Timestamp(microseconds: 1_000_000_000_000_000),
            nextAttemptAt: Timestamp(microseconds: 0)
        )
        let message = try WebhookMessage(delivery, as: format, source: "https://registry.example.com")
        return (message.contentType, String(decoding: message.body, as: UTF8.self))
    }

    @Test func standardForm() throws {
        let (type, text) = try message(#"{"event":"held","tag":"1.0"}"#, as: .json)
        #expect(type == "application/json")
        #expect(
            text
                == #"{"type":"tag.held","timestamp":"2001-09-09T01:46:40.000000Z","data":{"event":"held","tag":"1.0"}}"#
        )
    }

    @Test func cloudEvent() throws {
        let (type, text) = try message(#"{"repository":"team/app","tag":"1.0"}"#, as: .cloudevents)
        #expect(type == "application/cloudevents+json; charset=utf-8")
        #expect(
            text
                == #"{"specversion":"1.0","id":"msg_1","source":"https://registry.example.com","#
                + #""type":"holdfast.tag.held","subject":"team/app:1.0","time":"2001-09-09T01:46:40.000000Z","#
                + #""datacontenttype":"application/json","data":{"repository":"team/app","tag":"1.0"}}"#
        )
    }

    @Test func cloudEventOfDamagedContent() throws {
        let text = try message(#"{"digest":"\#(Self.digest)"}"#, event: "corrupt", as: .cloudevents).text
        let json = try JSONValue(parsing: Array(text.utf8))
        #expect(json["type"]?.string == "holdfast.content.corrupt")
        #expect(json["subject"]?.string == Self.digest)
    }

    @Test func slack() throws {
        let (type, text) = try message(Self.held, as: .slack)
        #expect(type == "application/json")
        let sentence = "*Held*: `team/app:1.0` stays without content; `sha256:abababababab` waits for a decision"
        #expect(
            text
                == #"{"text":"\#(sentence)","blocks":[{"type":"section","text":{"type":"mrkdwn","text":"\#(sentence)\n"#
                + #"<https://registry.example.com/holds/12|Hold 12>","verbatim":true}},{"type":"context","elements":["#
                + #"{"type":"mrkdwn","text":"by ben from 192.0.2.7 · rule: rule 1","verbatim":true}]}]}"#
        )
    }

    @Test(arguments: Webhook.Event.allCases)
    func slackHasASentenceForEveryEvent(event: Webhook.Event) throws {
        let json = try JSONValue(parsing: Array(message(Self.held, event: event.rawValue, as: .slack).text.utf8))
        let text = try #require(json["text"]?.string)
        #expect(text.hasPrefix("*"))
        #expect(text.contains("`sha256:abababababab`"))
    }

    @Test(
        arguments: [
            ("<!channel> look", "&lt;!channel&gt; look"),
            (
                "<https://evil.example|https://registry.example.com>",
                "&lt;https://evil.example|https://registry.example.com&gt;"
            ),
            ("a & b", "a &amp; b"), ("one\ntwo", "one two"), ("\u{202e}gnp", "\\u{202e}gnp"),
            (String(repeating: "x", count: 600), String(repeating: "x", count: 500) + "…"),
        ]
    )
    func slackShowsForeignTextAsText(reason: String, shown: String) throws {
        var facts = JSONWriter()
        facts.object { json in
            json.member("event", "rejected")
            json.member("repository", "team/app")
            json.member("tag", "1.0")
            json.member("digest", Self.digest)
            json.member("actor", reason)
            json.member("reason", reason)
        }
        let text = try message(String(decoding: facts.bytes, as: UTF8.self), event: "rejected", as: .slack).text
        let blocks = try #require(try JSONValue(parsing: Array(text.utf8))["blocks"]?.array)
        #expect(blocks.last?["elements"]?.array?.first?["text"]?.string == "by \(shown) · reason: \(shown)")
    }

    @Test(arguments: ["", "{", "[]", #"{"digest":7,"tag":{},"repository":[],"hold":"x","url":1}"#, "null"])
    func factsThatNobodyWroteDoNotCrash(facts: String) {
        for format in Webhook.Format.allCases {
            for event in ["held", "corrupt", "unheard-of"] {
                // Only that it ends counts.
                _ = try? message(facts, event: event, as: format)
            }
        }
    }

    /// The example that libraries of Standard Webhooks are tested with.
    @Test func signsAsStandardWebhooksDo() throws {
        let secret = try WebhookSecret(Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".utf8))
        let signature = WebhookSignature.sign(
            Array(#"{"test": 2432232314}"#.utf8),
            message: "msg_p5jXN8AQM9LWM0D4loKWxJek",
            seconds: 1_614_265_330,
            secret: secret
        )
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    /// Computed with openssl.
    @Test func signsWithASecretOfPlainText() throws {
        let signature = WebhookSignature.sign(
            Array(#"{"type":"tag.held"}"#.utf8),
            message: "msg_000000000000000000000001",
            seconds: 1_000_000_000,
            secret: try WebhookSecret(Array("a secret of plain text".utf8))
        )
        #expect(signature == "v1,hDyYlWPwiaQQAhJM7Vohjb3bkRHw3aGqQM9mnRfb2Pg=")
    }
}
