// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import OCIModel

/// A Notation envelope that tests bend: each part is text that is signed as it stands.
struct EnvelopeWorkshop {
    static let digest = "sha256:" + String(repeating: "ab", count: 32)

    var chain: [MadeCertificate]
    var algorithm = "\"ES256\""
    var contentType = "\"application/vnd.cncf.notary.payload.v1+json\""
    var critical = "[\"io.cncf.notary.signingScheme\"]"
    var scheme = "\"notary.x509\""
    var time = #""io.cncf.notary.signingTime":"2026-06-01T00:00:00Z""#
    var moreProtected = ""
    var payload =
        #"{"targetArtifact":{"mediaType":"application/vnd.oci.image.index.v1+json","#
        + #""digest":"\#(digest)","size":289,"annotations":{"dev.holdfast.tag":"1.0"}}}"#
    var moreMembers = ""
    var moreUnsigned = ""

    var protected: String {
        #"{"alg":\#(algorithm),"crit":\#(critical),"cty":\#(contentType),"#
            + #""io.cncf.notary.signingScheme":\#(scheme),\#(time)\#(moreProtected)}"#
    }

    static func base64URL(_ bytes: [UInt8]) -> String {
        String(Base64.encode(bytes).map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 }.filter { $0 != "=" })
    }

    func envelope() throws -> [UInt8] {
        let signed = Self.base64URL(Array(protected.utf8)) + "." + Self.base64URL(Array(payload.utf8))
        let signature = try chain[0].key.signature(for: Array(signed.utf8)).rawRepresentation
        return try envelope(signature: Self.base64URL(Array(signature)))
    }

    func envelope(signature: String) throws -> [UInt8] {
        let certificates = try chain.map { "\"\(Base64.encode(try $0.der))\"" }.joined(separator: ",")
        let text =
            #"{"payload":"\#(Self.base64URL(Array(payload.utf8)))","#
            + #""protected":"\#(Self.base64URL(Array(protected.utf8)))","#
            + #""header":{"x5c":[\#(certificates)]\#(moreUnsigned)},"signature":"\#(signature)"\#(moreMembers)}"#
        return Array(text.utf8)
    }

    /// A signer below an authority.
    static func make(_ wish: CertificateWish = CertificateWish()) throws -> EnvelopeWorkshop {
        let root = try CertificateWish.authority("Root").made()
        return EnvelopeWorkshop(chain: [try wish.made(by: root), root])
    }
}
