// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto
internal import OCIModel
internal import Registry
internal import Synchronization

/// Who is signed in with which browser.
///
/// It lies in memory: after a restart everybody signs in again. It is bounded; the session that was unused longest gives
/// way. A session ends after eight hours without use, after a day, on signing out, and with the password it began with.
final class SessionTable: Sendable {
    /// How many sessions there may be, and how long they last.
    struct Limits: Sendable {
        var total = 10_000
        var ofOneUser = 100
        var idle = Duration.seconds(8 * 60 * 60)
        var lifetime = Duration.seconds(24 * 60 * 60)
    }

    private struct Entry {
        let user: String
        let credential: Accounts.Credential
        let startedAt: Timestamp
        var usedAt: Timestamp

        func isOver(at now: Timestamp, _ limits: Limits) -> Bool {
            now >= usedAt.advanced(by: limits.idle) || now >= startedAt.advanced(by: limits.lifetime)
        }
    }

    private let entries = Mutex<[SHA256.Digest: Entry]>([:])
    private let limits: Limits

    init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// The number of sessions that are remembered.
    var count: Int { entries.withLock { $0.count } }

    /// Begins a session.
    ///
    /// - Parameters:
    ///   - user: Who signed in.
    ///   - credential: What the password was checked against.
    ///   - now: The moment.
    /// - Returns: What the browser has to show from now on; never one that was there before somebody signed in.
    func begin(for user: String, credential: Accounts.Credential, at now: Timestamp) -> SessionID {
        let id = SessionID.random()
        entries.withLock { entries in
            entries = entries.filter { !$0.value.isOver(at: now, limits) }
            Self.makeRoom(in: &entries, below: limits.ofOneUser) { $0.user == user }
            Self.makeRoom(in: &entries, below: limits.total) { _ in true }
            entries[id.mark] = Entry(user: user, credential: credential, startedAt: now, usedAt: now)
        }
        return id
    }

    /// Finds who is signed in with a browser; who is not any more, is forgotten.
    func user(of id: SessionID, accounts: Accounts, at now: Timestamp) -> String? {
        let mark = id.mark
        guard let entry = entries.withLock({ $0[mark] }) else { return nil }
        // Asked outside the lock, as the accounts have one of their own.
        let isCurrent = accounts.credential(of: entry.user) == entry.credential
        return entries.withLock { entries in
            guard isCurrent, !entry.isOver(at: now, limits) else {
                entries[mark] = nil
                return nil
            }
            // Signed out in between: it must not come back.
            guard entries[mark] != nil else { return nil }
            entries[mark]?.usedAt = max(entry.usedAt, now)
            return entry.user
        }
    }

    /// Ends a session.
    func end(_ id: SessionID) {
        let mark = id.mark
        entries.withLock { $0[mark] = nil }
    }

    private static func makeRoom(
        in entries: inout [SHA256.Digest: Entry],
        below limit: Int,
        among isMeant: (Entry) -> Bool
    ) {
        var meant = entries.filter { isMeant($0.value) }
        while meant.count >= limit, let oldest = meant.min(by: { $0.value.usedAt < $1.value.usedAt }) {
            entries[oldest.key] = nil
            meant[oldest.key] = nil
        }
    }
}
