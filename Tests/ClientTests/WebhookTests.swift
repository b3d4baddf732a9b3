// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation
import NIOHTTP1
import Testing

extension ClientTests {
    @Suite(.needs("python3"))
    struct WebhookTests {
        private static let key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"

        private func push(_ name: String, _ registry: RegistryProcess) async throws -> Int {
            let type = "application/vnd.oci.image.index.v1+json"
            let index = #"{"schemaVersion":2,"mediaType":"\#(type)","manifests":[],"annotations":{"n":"\#(name)"}}"#
            return try await HTTP(base: registry.url).send(
                .PUT,
                "/v2/team/app/manifests/1.0",
                headers: ["Content-Type": type],
                body: Data(index.utf8)
            ).status
        }

        @Test func aHeldChangeIsToldThoughReceiverAndRegistryWereDown() async throws {
            let directory = try TemporaryDirectory()
            let secret = try directory.write("secret", Data(Self.key.utf8))
            try await WebhookReceiver.run(secret: secret) { receiver in
                let webhook = "{url: \"http://127.0.0.1:\(receiver.port)/hook\", secret: \(secret), events: [held]}"
                try await RegistryProcess.run(configuration: "webhooks: [\(webhook)]\n") { registry in
                    #expect(try await push("one", registry) == 201)
                    #expect(try await push("two", registry) == 409)
                    let wasRefused = try await eventually(within: .seconds(30)) { try !receiver.messages.isEmpty }
                    #expect(wasRefused)
                    await registry.kill()
                    try receiver.open()
                    try await registry.start()
                    let hasArrived = try await eventually(within: .seconds(60)) {
                        try receiver.messages.contains { $0.hasPrefix("204 ") }
                    }
                    #expect(hasArrived)
                    let messages = try receiver.messages.map { $0.split(separator: " ").map { String($0) } }
                    #expect(Set(messages.map { $0[1] }) == ["tag.held"])
                    #expect(Set(messages.map { $0[2] }).count == 1)
                    #expect(Set(messages.map { $0[3] }) == ["genuine"])
                    let isEmpty = try await eventually(within: .seconds(30)) {
                        try await registry.holdfast("webhooks", "--data", registry.data).errors.hasPrefix("No messages")
                    }
                    #expect(isEmpty)
                }
            }
        }

        @Test func webhooksAreReadAgain() async throws {
            let directory = try TemporaryDirectory()
            let secret = try directory.write("secret", Data(Self.key.utf8))
            try await WebhookReceiver.run(secret: secret) { receiver in
                try receiver.open()
                try await RegistryProcess.run { registry in
                    let webhook = "{url: \"http://127.0.0.1:\(receiver.port)\", secret: \(secret), events: [created]}"
                    try registry.configure("webhooks: [\(webhook)]\n")
                    registry.signal(SIGHUP)
                    let isReloaded = try await eventually(within: .seconds(30)) {
                        try registry.log.contains("were read again")
                    }
                    #expect(isReloaded)
                    #expect(try await push("one", registry) == 201)
                    let hasArrived = try await eventually(within: .seconds(30)) { try !receiver.messages.isEmpty }
                    #expect(hasArrived)
                    #expect(try receiver.messages.allSatisfy { $0.hasSuffix("genuine") })
                    // Whoever reads the log cannot post.
                    #expect(try !registry.log.contains("whsec"))
                }
            }
        }

        @Test func aRegistryDoesNotStartWithoutASecretItNeeds() async throws {
            let directory = try TemporaryDirectory()
            let text = "webhooks: [{url: \"https://127.0.0.1:1/x\", secret: ./none}]\n"
            let file = try directory.write("holdfast.yaml", Data(text.utf8))
            let outcome = try await Shell.run(
                Machine.holdfast,
                ["serve", "--listen", "127.0.0.1:0", "--data", "\(directory.path)/data", "--config", file],
                environment: ["HOME": directory.path]
            )
            #expect(outcome.status == 2, "\(outcome)")
            #expect(outcome.errors.contains("holdfast.yaml:1:51: the secret "), "\(outcome)")
        }
    }
}
