// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import TagLog
import Trust

/// What the log of a repository says of signatures and of the keys that made them.
///
/// The order of the log takes the place of clocks: a signature that is in it before its key was revoked is good.
struct SignatureLog: Sendable {
    /// What became of a key.
    struct KeyEnd: Equatable, Sendable {
        /// Retired or revoked, and the index of the event.
        let state: TrustedKey.State
        /// Why, in the words of whoever did it.
        let reason: String?
    }

    /// Where the log has the first event about a signature, by the signature's identity.
    private(set) var firstSeen: [Digest: Int64] = [:]
    /// The keys that were retired or revoked, by fingerprint.
    private(set) var ends: [Digest: KeyEnd] = [:]

    /// Takes the entries of a log in their order.
    init(_ entries: some Sequence<LogEntry>) {
        for entry in entries { take(entry) }
    }

    /// Tells whether an entry says something of a signature or a key; the others need not be kept.
    static func isConcerned(by entry: LogEntry) -> Bool { !entry.signatures.isEmpty || entry.key != nil }

    private mutating func take(_ entry: LogEntry) {
        for identity in entry.signatures where firstSeen[identity] == nil { firstSeen[identity] = entry.index }
        guard let key = entry.key?.fingerprint else { return }
        switch entry.event {
        // A key that was revoked stays so: whoever holds the server now must not be able to bring it back unseen.
        case "keyRevoked":
            switch ends[key]?.state {
            case .revoked: return
            // It ended when it was retired; what came in between must not come back to life.
            case .retired(let since): ends[key] = KeyEnd(state: .revoked(since: since), reason: entry.reason)
            case .active, nil: ends[key] = KeyEnd(state: .revoked(since: entry.index), reason: entry.reason)
            }
        case "keyRetired":
            if ends[key] == nil { ends[key] = KeyEnd(state: .retired(since: entry.index), reason: entry.reason) }
        default: break
        }
    }

    /// A key with what the log says of it.
    func trusted(_ name: String, _ key: VerificationKey) -> TrustedKey {
        TrustedKey(name: name, key: key, state: ends[key.fingerprint]?.state ?? .active)
    }
}
