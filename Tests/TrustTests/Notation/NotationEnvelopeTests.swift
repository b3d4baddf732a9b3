// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing
import Trust

/// A way to bend an envelope that is still signed.
struct EnvelopeChange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout EnvelopeWorkshop) -> Void

    init(_ name: String, _ change: @escaping @Sendable (inout EnvelopeWorkshop) -> Void) {
        testDescription = name
        self.change = change
    }

    static let allowed: [EnvelopeChange] = [
        .init("nothing") { _ in },
        .init("an unknown header that is not critical") { $0.moreProtected = #","com.example.x":1"# },
        .init("an unknown unsigned header") { $0.moreUnsigned = #","com.example.x":1"# },
        .init("a payload without annotations") {
            $0.payload = #"{"targetArtifact":{"mediaType":"a/b","digest":"\#(EnvelopeWorkshop.digest)","size":0}}"#
        },
        .init("an expiry") {
            $0.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.expiry"]"#
            $0.moreProtected = #","io.cncf.notary.expiry":"2026-07-01T00:00:00+02:00""#
        },
        .init("a signing authority") {
            $0.scheme = #""notary.x509.signingAuthority""#
            $0.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.authenticSigningTime"]"#
            $0.time = #""io.cncf.notary.authenticSigningTime":"2026-06-01T00:00:00Z""#
        },
    ]

    static let refused: [EnvelopeChange] = [
        .init("an unknown member") { $0.moreMembers = #","x":1"# },
        .init("a member twice") { $0.moreMembers = #","payload":"e30""# },
        .init("another algorithm") { $0.algorithm = "\"none\"" },
        .init("an HMAC") { $0.algorithm = "\"HS256\"" },
        .init("RSA without PSS") { $0.algorithm = "\"RS256\"" },
        .init("another content type") { $0.contentType = "\"application/json\"" },
        .init("an unknown scheme") { $0.scheme = "\"notary.pgp\"" },
        .init("no critical headers") { $0.critical = "[]" },
        .init("critical headers that are no list") { $0.critical = "\"io.cncf.notary.signingScheme\"" },
        .init("a critical header twice") {
            $0.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.signingScheme"]"#
        },
        .init("a scheme that is not critical") { $0.critical = #"["alg"]"# },
        .init("an unknown critical header") {
            $0.critical = #"["io.cncf.notary.signingScheme","com.example.x"]"#
            $0.moreProtected = #","com.example.x":1"#
        },
        .init("a critical plugin") {
            $0.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.verificationPlugin"]"#
            $0.moreProtected = #","io.cncf.notary.verificationPlugin":"x""#
        },
        .init("a critical header that is not there") {
            $0.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.expiry"]"#
        },
        .init("an expiry that is not critical") {
            $0.moreProtected = #","io.cncf.notary.expiry":"2026-07-01T00:00:00Z""#
        },
        .init("an expiry before the signing") {
            $0.critical = #"["io.cncf.notary.signingScheme","io.cncf.notary.expiry"]"#
            $0.moreProtected = #","io.cncf.notary.expiry":"2026-05-01T00:00:00Z""#
        },
        .init("no signing time") { $0.time = #""x":1"# },
        .init("a signing time that is none") { $0.time = #""io.cncf.notary.signingTime":"yesterday""# },
        .init("a signing time as a number") { $0.time = #""io.cncf.notary.signingTime":1790000000"# },
        .init("the signer's time and an authority's") {
            $0.moreProtected = #","io.cncf.notary.authenticSigningTime":"2026-06-01T00:00:00Z""#
        },
        .init("an authority without its time") { $0.scheme = #""notary.x509.signingAuthority""# },
        .init("an authority's time that is not critical") {
            $0.scheme = #""notary.x509.signingAuthority""#
            $0.time = #""io.cncf.notary.authenticSigningTime":"2026-06-01T00:00:00Z""#
        },
        .init("a payload that is no JSON") { $0.payload = "{" },
        .init("a payload with more in it") {
            $0.payload = $0.payload.dropLast() + #","x":1}"#
        },
        .init("a payload without a digest") { $0.payload = #"{"targetArtifact":{"mediaType":"a/b","size":1}}"# },
        .init("a payload with half a digest") {
            $0.payload = #"{"targetArtifact":{"mediaType":"a/b","digest":"sha256:ab","size":1}}"#
        },
        .init("a payload of a negative size") {
            $0.payload = #"{"targetArtifact":{"mediaType":"a/b","digest":"\#(EnvelopeWorkshop.digest)","size":-1}}"#
        },
        .init("a payload with an annotation that is no text") {
            $0.payload =
                #"{"targetArtifact":{"mediaType":"a/b","digest":"\#(EnvelopeWorkshop.digest)","size":1,"annotations":{"a":1}}}"#
        },
        .init("a chain without its root") { $0.chain.removeLast() },
        .init("a chain in the wrong order") {
            $0.chain.append($0.chain.remove(at: 1))
            $0.chain.append($0.chain[0])
        },
    ]
}

@Suite struct NotationEnvelopeTests {
    @Test(arguments: EnvelopeChange.allowed)
    func takes(_ change: EnvelopeChange) throws {
        var workshop = try EnvelopeWorkshop.make()
        change.change(&workshop)
        let envelope = try workshop.envelope()
        #expect(throws: Never.self) { try NotationSignature(envelope: envelope) }
    }

    @Test(arguments: EnvelopeChange.refused)
    func refuses(_ change: EnvelopeChange) throws {
        var workshop = try EnvelopeWorkshop.make()
        change.change(&workshop)
        let envelope = try workshop.envelope()
        #expect(throws: NotationError.self) { try NotationSignature(envelope: envelope) }
    }

    @Test func refusesAnotherSpellingOfTheSameSignature() throws {
        let envelope = try EnvelopeWorkshop.make().envelope()
        let text = String(decoding: envelope, as: UTF8.self)
        let signature = try #require(JSONValue(parsing: envelope)["signature"]?.string)
        // 64 bytes fill 85 characters and two bits of the last, so that others decode to the same bytes.
        let last = try #require(signature.last)
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let place = try #require(alphabet.firstIndex(of: last))
        for other in [signature.dropLast() + String(alphabet[place + 1]), signature + "=="] {
            let changed = text.replacing(signature, with: other)
            #expect(throws: NotationError.self) { try NotationEnvelope(parsing: Array(changed.utf8)) }
        }
        #expect(throws: Never.self) { try NotationEnvelope(parsing: envelope) }
    }

    @Test func refusesMoreThanAMebibyteWithoutReadingIt() {
        let bytes = [UInt8](repeating: UInt8(ascii: " "), count: NotationEnvelope.maximumSize + 1)
        #expect(throws: NotationError.envelope("it has more than 1048576 bytes")) {
            try NotationEnvelope(parsing: bytes)
        }
    }

    @Test func refusesMoreCertificatesThanAChainHas() throws {
        var workshop = try EnvelopeWorkshop.make()
        workshop.chain += Array(repeating: workshop.chain[1], count: 9)
        let envelope = try workshop.envelope()
        #expect(throws: NotationError.envelope("it carries more than 10 certificates")) {
            try NotationEnvelope(parsing: envelope)
        }
    }
}
