// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct WebhookSecretTests {
    @Test(
        arguments: [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", 24), ("a secret of plain text", 22),
            ("  sixteen bytes ok \r\n", 16),
        ]
    )
    func takesKeysAndText(contents: String, length: Int) throws {
        #expect(try WebhookSecret(Array(contents.utf8)).bytes.count == length)
    }

    @Test(
        arguments: [
            ("", WebhookSecretError.empty), (" \n", .empty), ("fifteen bytes !", .short), ("whsec_", .short),
            ("whsec_AAAAAAAAAAAAAAAAAAAA", .short), ("whsec_not base64 at all!", .base64),
            ("one line of text\nand another", .text), ("a nul\0in a long text", .text),
        ]
    )
    func refusesOthers(contents: String, error: WebhookSecretError) {
        #expect(throws: error) { try WebhookSecret(Array(contents.utf8)) }
    }

    @Test func refusesWhatIsNoText() {
        #expect(throws: WebhookSecretError.text) { try WebhookSecret([UInt8](repeating: 0xff, count: 32)) }
    }

    private func secrets(_ configuration: String, in directory: TemporaryDirectory) throws
        -> (secrets: [String: WebhookSecret], warnings: [String])
    {
        try Configuration(parsing: configuration, file: "\(directory.path)/h.yaml").webhookSecrets()
    }

    @Test func areReadFromTheirFiles() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write("a secret of plain text\n", to: "secret", mode: 0o600)
        let read = try secrets(
            "webhooks: [{url: https://a, secret: secret}, {url: https://b, format: slack}]",
            in: directory
        )
        #expect(read.secrets.values.map(\.bytes) == [Array("a secret of plain text".utf8)])
        #expect(read.warnings == [])
    }

    @Test func warnsOfFilesThatOthersCanRead() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("a secret of plain text\n", to: "secret", mode: 0o644)
        let read = try secrets("webhooks: [{url: https://a, secret: secret}]", in: directory)
        #expect(
            read.warnings == [
                "the secret \(file) can be read by other users of this machine; run: chmod 600 \(file)"
            ]
        )
    }

    @Test func faultsNameThePlaceAndNothingOfTheSecret() throws {
        let directory = try TemporaryDirectory()
        let file = try directory.write("short", to: "secret", mode: 0o600)
        let text = "webhooks:\n- {url: https://a, secret: secret}\n- {url: https://b, secret: none}\n"
        let error = #expect(throws: ConfigurationErrors.self) { try secrets(text, in: directory) }
        let messages = try #require(error).errors.map(\.description)
        #expect(messages.count == 2)
        #expect(
            messages.first
                == "\(directory.path)/h.yaml:2:28: the secret \(file) cannot be used: it has fewer than 16 bytes; "
                + "make one with: (printf whsec_; openssl rand -base64 32) > FILE"
        )
        #expect(
            messages.last
                == "\(directory.path)/h.yaml:3:28: the secret \(directory.path)/none cannot be read: "
                + "No such file or directory"
        )
    }

    @Test func aFileThatIsNoSecretAtAllIsNotReadToItsEnd() throws {
        let directory = try TemporaryDirectory()
        _ = try directory.write(String(repeating: "x", count: 5_000), to: "secret", mode: 0o600)
        let error = #expect(throws: ConfigurationErrors.self) {
            try secrets("webhooks: [{url: https://a, secret: secret}]", in: directory)
        }
        #expect(try #require(error).description.hasSuffix("cannot be read: it is larger than 4096 bytes"))
    }
}
