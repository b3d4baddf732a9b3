// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog
import Testing
import Trust

@testable import Commands

@Suite struct SignatureLogTests {
    private let key = SigningKey.generate().verificationKey

    private func entry(_ index: Int64, _ event: String, key: VerificationKey? = nil, signatures: [Digest] = [])
        -> LogEntry
    {
        var entry = LogEntry(
            index: index,
            time: Timestamp(microseconds: 0),
            event: event,
            tag: nil,
            digest: nil,
            actor: "ann"
        )
        entry.key = key.map { LogEntry.Key(name: "release", fingerprint: $0.fingerprint) }
        entry.signatures = signatures
        return entry
    }

    @Test func knowsTheFirstEntryOfASignature() {
        let (one, two) = (Digest(sha256Of: [1]), Digest(sha256Of: [2]))
        let log = SignatureLog([
            entry(0, "signed", signatures: [one]), entry(1, "signed", signatures: [two, one]), entry(2, "created"),
        ])
        #expect(log.firstSeen == [one: 0, two: 1])
    }

    @Test func keepsAKeyRevokedWhateverCameLater() {
        let log = SignatureLog([
            entry(3, "keyRetired", key: key), entry(5, "keyRevoked", key: key), entry(6, "keyRetired", key: key),
            entry(7, "keyAdded", key: key), entry(8, "keyRevoked", key: key),
        ])
        // It ended when it was retired, and the revocation brings nothing from in between back.
        #expect(log.trusted("release", key).state == .revoked(since: 3))
    }

    @Test func trustsAKeyThatTheLogSaysNothingOf() {
        let log = SignatureLog([entry(0, "keyRevoked", key: SigningKey.generate().verificationKey)])
        #expect(log.trusted("release", key).state == .active)
    }
}
