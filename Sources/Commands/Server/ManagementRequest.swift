// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A request to the management API.
struct ManagementRequest: Sendable {
    /// The HTTP method.
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    /// What is to be done, for messages, as in "approve hold 12".
    var purpose: String
    /// The HTTP method.
    var method: Method
    /// Path and query.
    var target: String
    /// The body.
    var body: JSONText?
    /// The entity tag that must still be current.
    var ifMatch: String?
    /// How long the answer may take.
    var patience: Duration

    init(
        _ purpose: String,
        _ method: Method,
        _ path: String,
        query: KeyValuePairs<String, String> = [:],
        body: JSONText? = nil,
        patience: Duration = ManagementClient.Patience.brief
    ) {
        self.purpose = purpose
        self.method = method
        let items = query.map { "\($0.key)=\(Self.encoded($0.value))" }
        self.target = items.isEmpty ? path : "\(path)?\(items.joined(separator: "&"))"
        self.body = body
        self.patience = patience
    }

    /// Text with everything that means something in a URL escaped (RFC 3986, unreserved characters stay).
    static func encoded(_ text: String) -> String {
        text.utf8.map { encoded($0) }.joined()
    }

    /// One byte of a URL, escaped unless it is an unreserved character.
    static func encoded(_ byte: UInt8) -> String {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39,
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            String(Unicode.Scalar(byte))
        default:
            (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
        }
    }
}
