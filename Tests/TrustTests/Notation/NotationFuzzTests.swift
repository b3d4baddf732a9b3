// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing
import Trust

/// Readers of foreign bytes end in a value or an error, whatever they are handed.
@Suite struct NotationFuzzTests {
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    /// Bends bytes in a few places: other bytes, cuts, doubled pieces.
    private func bent(_ bytes: [UInt8], _ numbers: inout Numbers) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &numbers) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &numbers)
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
            case 2: bytes.removeSubrange(place..<min(bytes.count, place + 8))
            default: bytes.insert(contentsOf: bytes[max(0, place - 8)..<place], at: place)
            }
        }
        return bytes
    }

    @Test func noBentEnvelopeVerifiesAsAnotherSignature() throws {
        let workshop = try EnvelopeWorkshop.make()
        let envelope = try workshop.envelope()
        let genuine = try NotationSignature(envelope: envelope)
        var numbers = Numbers(state: 7)
        for _ in 0..<400 {
            // Losing the error is right: most of these are refused, and some only differ in what is not signed.
            guard let signature = try? NotationSignature(envelope: bent(envelope, &numbers)) else { continue }
            #expect(signature.identity == genuine.identity)
            #expect(signature.subject == genuine.subject)
            #expect(signature.header == genuine.header)
        }
    }

    @Test func everyBentPolicyIsReadOrRefused() throws {
        var workshop = PolicyWorkshop()
        workshop.moreVerification = #","override":{"revocation":"skip"}"#
        workshop.moreStatements = PolicyWorkshop.statement(name: "rest", scope: "*")
        var numbers = Numbers(state: 8)
        var refused = 0
        for _ in 0..<3_000 {
            do {
                _ = try NotationTrustPolicy(parsing: bent(workshop.bytes, &numbers))
            } catch {
                refused += 1
            }
        }
        #expect(refused > 1_000)
    }

    @Test func everyBentCertificateIsReadOrRefused() throws {
        let root = try CertificateWish.authority("Root").made()
        let bytes = try root.der
        var numbers = Numbers(state: 9)
        var refused = 0
        for _ in 0..<1_000 {
            do {
                _ = try NotationCertificate(bent(bytes, &numbers))
            } catch {
                refused += 1
            }
        }
        #expect(refused > 100)
    }

    @Test func everyBentIdentityIsReadOrRefused() {
        let text = Array(#"x509.subject: C=DE, ST=HH, O=Example\, Inc.\C3\A4, CN=x"#.utf8)
        var numbers = Numbers(state: 10)
        for _ in 0..<3_000 {
            let bent = String(decoding: bent(text, &numbers), as: UTF8.self)
            // Losing the error is right: it must only end.
            guard let identity = try? NotationIdentity(bent) else { continue }
            #expect(identity.parts["O"] != nil)
        }
    }
}
