// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct PasswordVerifierTests {
    private let clock = TestClock()
    private let file: PasswordFile
    private let verifier: PasswordVerifier

    init() throws {
        var file = PasswordFile()
        file.set("ann", hash: try Bcrypt.hash("right", cost: 4))
        file.set("bob", hash: try Bcrypt.hash("other", cost: 4))
        self.file = file
        verifier = PasswordVerifier(file: file, now: { [clock] in clock.now })
    }

    private func fail(_ user: String, at address: String, times: Int) {
        for _ in 0..<times { _ = verifier.verify(user: user, password: "wrong", address: address) }
    }

    @Test func acceptsTheRightPasswordAlone() {
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        #expect(verifier.verify(user: "ann", password: "other", address: "10.0.0.2") == .rejected)
        #expect(verifier.verify(user: "bob", password: "right", address: "10.0.0.3") == .rejected)
        #expect(verifier.verify(user: "eve", password: "right", address: "10.0.0.4") == .rejected)
        #expect(verifier.verify(user: "", password: "", address: "") == .rejected)
    }

    @Test func remembersAnAcceptedPasswordForAMinute() throws {
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        clock.advance(by: .seconds(59))
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        #expect(verifier.verify(user: "ann", password: "wrong", address: "10.0.0.1") == .rejected)
        clock.advance(by: .seconds(2))
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
    }

    @Test func forgetsAcceptedPasswordsWhenUsersAreReplaced() throws {
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        var changed = file
        changed.set("ann", hash: try Bcrypt.hash("new", cost: 4))
        verifier.replace(changed)
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .rejected)
        #expect(verifier.verify(user: "ann", password: "new", address: "10.0.0.1") == .accepted)
        _ = changed.remove("ann")
        verifier.replace(changed)
        #expect(verifier.verify(user: "ann", password: "new", address: "10.0.0.1") == .rejected)
    }

    @Test func makesAUserWaitLongerAfterEachFailure() {
        fail("ann", at: "10.0.0.1", times: 5)
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            let wait = Duration.seconds(seconds)
            #expect(
                verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .throttled(retryAfter: wait)
            )
            clock.advance(by: wait)
            #expect(verifier.verify(user: "ann", password: "wrong", address: "10.0.0.1") == .rejected)
        }
    }

    @Test func doesNotProlongTheWaitOfWhoAsksDuringIt() {
        fail("ann", at: "10.0.0.1", times: 5)
        clock.advance(by: .milliseconds(400))
        for _ in 0..<10 {
            let verdict = verifier.verify(user: "ann", password: "right", address: "10.0.0.1")
            #expect(verdict == .throttled(retryAfter: .milliseconds(600)))
        }
        clock.advance(by: .milliseconds(600))
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
    }

    @Test func startsAfreshAfterASuccess() {
        fail("ann", at: "10.0.0.1", times: 4)
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        fail("ann", at: "10.0.0.1", times: 4)
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
    }

    @Test func startsAfreshAfterAQuarterOfAnHour() {
        fail("ann", at: "10.0.0.1", times: 5)
        clock.advance(by: .seconds(15 * 60))
        fail("ann", at: "10.0.0.1", times: 4)
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
    }

    @Test func makesAnAddressWaitThatTriesManyUsers() {
        for user in ["u1", "u2", "u3", "u4", "u5"] { fail(user, at: "10.0.0.1", times: 1) }
        let verdict = verifier.verify(user: "ann", password: "right", address: "10.0.0.1")
        #expect(verdict == .throttled(retryAfter: .seconds(1)))
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.2") == .accepted)
    }

    @Test func takesAnIPv6NetworkForOneAddress() {
        for last in 1...5 { fail("u\(last)", at: "2001:db8:0:1::\(last)", times: 1) }
        let verdict = verifier.verify(user: "ann", password: "right", address: "2001:db8:0:1:ffff::9")
        #expect(verdict == .throttled(retryAfter: .seconds(1)))
        #expect(verifier.verify(user: "ann", password: "right", address: "2001:db8:0:2::1") == .accepted)
    }

    @Test func isNotMovedByFailuresFromOtherAddresses() {
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        for last in 2...40 { fail("ann", at: "10.0.0.\(last)", times: 6) }
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        clock.advance(by: .seconds(61))
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
    }

    @Test func letsAKnownUserInBesideAGuesserAtTheSameAddress() {
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        for number in 1...9 { fail("u\(number)", at: "10.0.0.1", times: 1) }
        clock.advance(by: .milliseconds(100))
        #expect(verifier.verify(user: "bob", password: "other", address: "10.0.0.1") != .accepted)
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
    }

    @Test func doesNotLetOneStaleMachineHoldUpItsAddress() {
        for _ in 0..<20 {
            fail("bob", at: "10.0.0.1", times: 1)
            clock.advance(by: .seconds(60))
        }
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
    }

    @Test func answersGuessesOfARememberedPasswordNoFasterThanOthers() {
        #expect(verifier.verify(user: "ann", password: "right", address: "10.0.0.1") == .accepted)
        fail("ann", at: "10.0.0.2", times: 5)
        let verdict = verifier.verify(user: "ann", password: "right", address: "10.0.0.2")
        #expect(verdict == .throttled(retryAfter: .seconds(1)))
    }

    @Test func countsGuessesSentSideBySide() async {
        let verdicts = await withTaskGroup(of: PasswordVerdict.self) { group in
            for _ in 0..<40 {
                group.addTask { verifier.verify(user: "ann", password: "wrong", address: "10.0.0.1") }
            }
            return await group.reduce(into: [PasswordVerdict]()) { $0.append($1) }
        }
        #expect(verdicts.count { $0 == .rejected } == 5)
        #expect(verdicts.count { $0 == .throttled(retryAfter: .seconds(1)) } == 35)
    }

    @Test func acceptsOnePasswordSentSideBySide() async {
        let verdicts = await withTaskGroup(of: PasswordVerdict.self) { group in
            for _ in 0..<40 {
                group.addTask { verifier.verify(user: "ann", password: "right", address: "10.0.0.1") }
            }
            return await group.reduce(into: [PasswordVerdict]()) { $0.append($1) }
        }
        #expect(verdicts.allSatisfy { $0 == .accepted })
    }

    @Test func staysWithinItsTables() {
        for number in 0..<12_000 {
            let address = "10.\(number >> 16).\((number >> 8) & 255).\(number & 255)"
            // Over 72 bytes: rejected without the cost of bcrypt.
            _ = verifier.verify(user: "ann", password: String(repeating: "x", count: 80), address: address)
        }
        #expect(verifier.verify(user: "ann", password: "right", address: "10.9.9.9") == .accepted)
    }
}
