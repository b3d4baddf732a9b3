// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A signed statement: a DSSE envelope with one signature.
///
/// See <https://github.com/secure-systems-lab/dsse/blob/master/protocol.md>.
struct DSSEEnvelope {
    /// The type of in-toto statements.
    static let statementType = "application/vnd.in-toto+json"

    let payload: [UInt8]
    let payloadType: String
    let signature: [UInt8]

    /// Puts a statement and its signature together.
    init(signing payload: [UInt8], by key: SigningKey) throws {
        self.payload = payload
        payloadType = Self.statementType
        signature = try key.sign(Self.preAuthenticationEncoding(type: payloadType, body: payload))
    }

    /// Reads an envelope; members that are not known are refused, as cosign refuses them.
    init(json: JSONValue) throws(SignatureError) {
        guard let members = json.object, members.keys.allSatisfy(["payload", "payloadType", "signatures"].contains)
        else { throw .bundle("its envelope has members that are not known") }
        guard let payload = members["payload"]?.string.flatMap({ Base64.decode($0) }),
            let payloadType = members["payloadType"]?.string, payloadType.utf8.count <= 255
        else { throw .bundle("its envelope lacks a payload or its type") }
        guard let signatures = members["signatures"]?.array, signatures.count == 1, let only = signatures[0].object,
            only.keys.allSatisfy(["sig", "keyid"].contains),
            let signature = only["sig"]?.string.flatMap({ Base64.decode($0) }), !signature.isEmpty
        else { throw .bundle("its envelope has not exactly one signature") }
        self.payload = payload
        self.payloadType = payloadType
        self.signature = signature
    }

    /// The bytes that are signed.
    var message: [UInt8] { Self.preAuthenticationEncoding(type: payloadType, body: payload) }

    static func preAuthenticationEncoding(type: String, body: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(body.count) ".utf8) + body
    }
}
