// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Randomness
import Testing

@Suite struct WebhookConfigurationTests {
    private static let good = "url: https://hooks.example.com/a, secret: s"

    private func errors(in text: String) -> [String] {
        do {
            _ = try Configuration(parsing: text, file: "h.yaml")
            return []
        } catch let errors as ConfigurationErrors {
            return errors.errors.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }

    private func only(_ entry: String, in directory: String = "etc") throws -> Webhook {
        let webhooks = try Configuration(parsing: "webhooks: [{\(entry)}]", file: "\(directory)/h.yaml").webhooks
        #expect(webhooks.count == 1)
        return try #require(webhooks.first)
    }

    @Test func hasDefaults() throws {
        let webhook = try only("url: https://hooks.example.com, secret: ./secret")
        #expect(webhook.format == .json)
        #expect(webhook.secret?.path == "etc/secret")
        #expect(
            webhook.events
                == [
                    .held, .approved, .rejected, .superseded, .expired, .moved, .deleted, .corrupt, .restored,
                    .promoted,
                    .pending,
                    .baseMoved,
                ]
        )
    }

    @Test func readsEveryKey() throws {
        let webhook = try only(
            "url: https://hooks.example.com/x?y=z, secret: /s, events: [held, created], format: cloudevents"
        )
        #expect(webhook.address.text == "https://hooks.example.com/x?y=z")
        #expect(webhook.secret?.path == "/s")
        #expect(webhook.events == [.held, .created])
        #expect(webhook.format == .cloudevents)
    }

    @Test(
        arguments: [
            ("https://Hooks.Example.com", "https://hooks.example.com/", "https://hooks.example.com"),
            ("HTTPS://h:8443/A/b?C=d", "https://h:8443/A/b?C=d", "https://h:8443"),
            ("https://h?x", "https://h/?x", "https://h"),
            ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000/x", "http://127.0.0.1:9000"),
            ("http://localhost/x", "http://localhost/x", "http://localhost"),
            ("http://[::1]:80/x", "http://[::1]:80/x", "http://[::1]:80"),
        ]
    )
    func takesAddresses(text: String, whole: String, origin: String) throws {
        let webhook = try only("url: \"\(text)\", secret: s")
        #expect(webhook.address.text == whole)
        #expect(webhook.address.origin == origin)
    }

    @Test(
        arguments: [
            ("webhooks:", "h.yaml:1:10: \"webhooks\" has no value"),
            (
                "webhooks: []",
                "h.yaml:1:11: \"webhooks\" is an empty list; remove it or write - {url: \"https://…\", secret: ./secret}"
            ),
            ("webhooks: [x]", "h.yaml:1:12: a webhook must be a mapping of keys to values (key: value)"),
            ("webhooks: [{secret: s}]", "h.yaml:1:12: a webhook lacks \"url\""),
            (
                "webhooks: [{url: https://h}]",
                "h.yaml:1:12: a webhook lacks \"secret\", the file of the key that its messages are signed with; "
                    + "without it the receiver could be told anything by anybody"
            ),
            (
                "webhooks: [{url: https://h, format: cloudevents}]",
                "h.yaml:1:12: a webhook lacks \"secret\", the file of the key that its messages are signed with; "
                    + "without it the receiver could be told anything by anybody"
            ),
            (
                "webhooks: [{url: https://h, secret: whsec_abc}]",
                "h.yaml:1:37: \"secret\" names a file; write the secret into one that nobody else can read"
            ),
            (
                "webhooks: [{\(good), evnts: [held]}]",
                "h.yaml:1:58: unknown key \"evnts\" in a webhook; did you mean \"events\"?"
            ),
            (
                "webhooks: [{\(good), events: [hold]}]",
                "h.yaml:1:67: \"events\" must be held, approved, rejected, superseded, expired, created, moved, deleted, "
                    + "corrupt, restored, promoted, pending, signed, imported or base.moved, not \"hold\"; did you mean \"held\"?"
            ),
            (
                "webhooks: [{\(good), format: yaml}]",
                "h.yaml:1:66: \"format\" must be json, cloudevents or slack, not \"yaml\""
            ),
            (
                "webhooks: [{url: http://h, secret: s}]",
                "h.yaml:1:18: \"url\" is plain HTTP to another machine, so that others on the way could read what happens; "
                    + "write https://, or set \"insecure: true\" if that is meant"
            ),
            (
                "webhooks: [{url: ftp://h, secret: s}]",
                "h.yaml:1:18: \"url\" of a webhook must start with https://, or with http:// for this machine"
            ),
            (
                "webhooks: [{url: https://u:p@h/, secret: s}]",
                "h.yaml:1:18: \"url\" of a webhook must not hold a user or password; messages are signed with the secret instead"
            ),
            (
                "webhooks: [{url: \"https://h/#x\", secret: s}]",
                "h.yaml:1:18: \"url\" of a webhook must not hold a #: what follows it is never sent"
            ),
            (
                "webhooks: [{url: https://-h/, secret: s}]",
                "h.yaml:1:18: \"url\" of a webhook must name a host and, if any, a port from 1 to 65535"
            ),
            (
                "webhooks: [{url: https://h:0/, secret: s}]",
                "h.yaml:1:18: \"url\" of a webhook must name a host and, if any, a port from 1 to 65535"
            ),
            (
                "webhooks: [{url: https://h/ä, secret: s}]",
                "h.yaml:1:18: \"url\" of a webhook must be at most 2048 printable ASCII characters; others are percent-encoded"
            ),
            (
                "webhooks: [{\(good)}, {\(good)}]",
                "h.yaml:1:59: there are two webhooks with this \"url\" and \"format\"; put their events into one"
            ),
        ]
    )
    func refuses(text: String, message: String) {
        #expect(errors(in: text) == [message])
    }

    @Test func plainHTTPBeyondThisMachineIsTakenOnlyOnPurpose() throws {
        let webhooks = try Configuration(
            parsing: "webhooks: [{url: http://h, secret: s}]\ninsecure: true",
            file: "h.yaml"
        ).webhooks
        #expect(webhooks.map(\.address.text) == ["http://h/"])
    }

    @Test func slackNeedsNoSecret() throws {
        #expect(try only("url: https://hooks.slack.com/services/T/B/X, format: slack").secret == nil)
    }

    @Test func takesTwentyAndNoMore() throws {
        func text(_ count: Int) -> String {
            "webhooks:\n" + (1...count).map { "- {url: https://h/\($0), secret: s}\n" }.joined()
        }
        #expect(try Configuration(parsing: text(20), file: "h.yaml").webhooks.count == 20)
        #expect(errors(in: text(21)) == ["h.yaml:2:1: there are 21 \"webhooks\"; at most 20 are served"])
    }

    @Test func identityDependsOnAddressAndFormatAlone() throws {
        let one = try only("url: https://h/a, secret: s, events: [held]")
        #expect(one.identity == (try only("url: https://H/a, secret: t")).identity)
        #expect(one.identity != (try only("url: https://h/b, secret: s")).identity)
        #expect(one.identity != (try only("url: https://h/a, secret: s, format: slack")).identity)
    }

    @Test func printingShowsNoPathAndNoSecret() throws {
        let webhook = try only("url: https://hooks.slack.com/services/T/B/X, format: slack")
        var dumped = ""
        dump(webhook, to: &dumped)
        for text in ["\(webhook)", String(reflecting: webhook), dumped] { #expect(!text.contains("services")) }
        let secret = try WebhookSecret(Array("a secret of plain text".utf8))
        dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] { #expect(!text.contains("plain")) }
    }

    @Test func neverCrashesOnDamagedEntries() {
        var random = Deterministic(seed: 11)
        let seed = Array("https://user@hooks.example.com:8443/a/b?c=d#e http://[::1]:80/".utf8)
        for _ in 0..<3_000 {
            let text = String(decoding: random.mutate(seed, with: Array("[]:@/?#.%\0é".utf8)), as: UTF8.self)
            // Only that it ends, and that what is taken shows no path, counts.
            guard let address = try? WebhookAddress(text) else { continue }
            #expect(address.text.hasPrefix(address.origin))
        }
    }
}
