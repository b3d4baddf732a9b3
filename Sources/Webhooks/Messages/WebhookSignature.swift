// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import OCIModel
internal import Policy

/// The signature of a message by the rules of Standard Webhooks
/// (<https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>): HMAC-SHA256 over
/// identity, time and body, so that none of them can be changed or sent again later.
enum WebhookSignature {
    /// The value of `webhook-signature`.
    static func sign(_ body: [UInt8], message: String, seconds: Int64, secret: WebhookSecret) -> String {
        var code = HMAC<SHA256>(key: SymmetricKey(data: secret.bytes))
        code.update(data: Array("\(message).\(seconds).".utf8))
        code.update(data: body)
        return "v1," + Base64.encode(Array(code.finalize()))
    }
}
