// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Crypto
import Synchronization

/// Checks users' passwords, sparing the processor and slowing down guessers.
///
/// An accepted password is remembered for a minute, so that bcrypt runs once a minute and user. After five failures in a
/// row the same user from the same address has to wait, one second at first and twice as long each time, up to a
/// minute; so does an address after failures of different users. An address under which a user signed in within the
/// last day makes that user wait for that user's own failures alone, so that one machine with an old password does not
/// lock out others behind the same address. Unknown users cost the same time as known ones.
///
/// Hostile input fills no memory: every table is bounded.
public final class PasswordVerifier: Sendable {
    private let state: Mutex<State>
    private let lanes: [Lane]
    private let salt: [UInt8]
    private let now: @Sendable () -> ContinuousClock.Instant

    /// Creates a verifier.
    ///
    /// - Parameters:
    ///   - file: The users.
    ///   - now: The clock by which passwords are remembered and failures forgiven.
    public init(
        file: PasswordFile,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.state = Mutex(State(file: file))
        self.lanes = (0..<4).map { _ in Lane() }
        self.salt = (0..<32).map { _ in .random(in: .min ... .max) }
        self.now = now
    }

    /// Takes other users, and forgets all accepted passwords.
    ///
    /// Failures stay counted.
    public func replace(_ file: PasswordFile) {
        state.withLock { state in
            state.file = file
            state.unknownUserHash = BcryptHash.unmatchable(cost: file.highestCost ?? 10)
            state.accepted.removeAll()
        }
    }

    /// Checks a password.
    ///
    /// It blocks for as long as bcrypt takes, so callers keep it off event loops.
    ///
    /// - Parameters:
    ///   - user: The name given.
    ///   - password: The password given.
    ///   - address: Where the request came from, without a port. IPv6 addresses of one /64 count as one.
    /// - Returns: Whether the password is right, or how long to wait before the next attempt.
    public func verify(user: String, password: String, address: String) -> PasswordVerdict {
        let attempt = Attempt(user: user, address: address)
        if let verdict = verdict(of: attempt, password: password) { return verdict }
        // Requests of one source stand in line: the second one with the same password finds it accepted by the first,
        // and guesses sent side by side are counted like guesses in a row.
        return lanes[attempt.address.lane(of: lanes.count)].turn
            .withLock { _ in
                verdict(of: attempt, password: password) ?? check(attempt, password: password)
            }
    }
}

extension PasswordVerifier {
    private struct State {
        var file: PasswordFile
        var unknownUserHash: String
        var accepted = RecentTable<SHA256.Digest>(capacity: 1_000, lifetime: .seconds(60))
        var signedIn = RecentTable<Attempt>(capacity: 10_000, lifetime: .seconds(24 * 60 * 60))
        var failures = FailureTable<Attempt>(capacity: 10_000)
        var addressFailures = FailureTable<Origin>(capacity: 10_000)

        init(file: PasswordFile) {
            self.file = file
            self.unknownUserHash = BcryptHash.unmatchable(cost: file.highestCost ?? 10)
        }
    }

    private struct Attempt: Hashable {
        /// Empty for text that cannot name a user, which has no bound.
        let user: String
        let address: Origin

        init(user: String, address: String) {
            self.user = UserName.isValid(user) ? user : ""
            self.address = Origin(address)
        }
    }

    private struct Origin: Hashable {
        let bytes: [UInt8]

        init(_ address: String) {
            // Whoever has one IPv6 address has a /64 of them.
            self.bytes = IPAddress(address).map { Array($0.bytes.prefix(8)) } ?? Array(address.utf8.prefix(64))
        }

        func lane(of count: Int) -> Int { Int(bytes.last ?? 0) % count }
    }

    private final class Lane: Sendable {
        let turn = Mutex(())
    }

    /// Decides what can be decided without bcrypt.
    private func verdict(of attempt: Attempt, password: String) -> PasswordVerdict? {
        let now = now()
        return state.withLock { state in
            if let wait = state.failures.wait(of: attempt, at: now) { return .throttled(retryAfter: wait) }
            // The wait comes before the memory of accepted passwords, which would else answer any number of guesses.
            if !state.signedIn.contains(attempt, at: now),
                let wait = state.addressFailures.wait(of: attempt.address, at: now)
            {
                return .throttled(retryAfter: wait)
            }
            guard let hash = state.file.hash(of: attempt.user),
                state.accepted.contains(mark(of: attempt.user, password: password, hash: hash), at: now)
            else { return nil }
            state.failures.clear(attempt)
            state.signedIn.note(attempt, at: now)
            return .accepted
        }
    }

    private func check(_ attempt: Attempt, password: String) -> PasswordVerdict {
        let (known, hash) = state.withLock { state in
            let known = state.file.hash(of: attempt.user)
            return (known, known ?? state.unknownUserHash)
        }
        let matches = Bcrypt.verify(password, against: hash) && known != nil
        let now = now()
        return state.withLock { state in
            // The users may have been replaced meanwhile.
            guard matches, state.file.hash(of: attempt.user) == known else {
                // A user who has to wait already says nothing new about the address.
                if state.failures.count(of: attempt, at: now) < FailureTable<Attempt>.tolerance {
                    state.addressFailures.fail(attempt.address, at: now)
                }
                state.failures.fail(attempt, at: now)
                return .rejected
            }
            state.failures.clear(attempt)
            state.signedIn.note(attempt, at: now)
            state.accepted.note(mark(of: attempt.user, password: password, hash: hash), at: now)
            return .accepted
        }
    }

    /// Stands for an accepted password without being of use to who reads the memory.
    private func mark(of user: String, password: String, hash: String) -> SHA256.Digest {
        var function = SHA256()
        function.update(data: salt)
        // Neither a user name nor a hash holds a zero byte, so the three parts cannot run into each other.
        function.update(data: Array(user.utf8) + [0] + Array(hash.utf8) + [0] + Array(password.utf8))
        return function.finalize()
    }
}
