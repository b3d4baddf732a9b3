// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Policy
import Testing

@Suite struct BcryptTests {
    @Test(
        arguments: [
            // Made by Apache's htpasswd -nbB.
            ("secret", "$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte"),
            ("pa:ss wörd", "$2y$05$HXZRPYliLCcQOqgnYDYaoOaT657VaW/6h6hsOrmp41cBWgKf0i7Su"),
            ("correct horse", "$2y$10$ktqul0ilOmpNXuljSWAm/.wKRLO.EtZslXcgJByqz64.NagXwpJ82"),
            // From the test suite of OpenBSD and John the Ripper.
            ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
            ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        ]
    )
    func verifiesHashesOfOthers(_ password: String, _ hash: String) {
        #expect(Bcrypt.verify(password, against: hash))
        #expect(!Bcrypt.verify(password + " ", against: hash))
        #expect(!Bcrypt.verify("", against: hash))
    }

    @Test func verifiesItsOwnHashes() throws {
        let hash = try Bcrypt.hash("pässword", cost: 4)
        #expect(hash.hasPrefix("$2b$04$"))
        #expect(hash.utf8.count == 60)
        #expect(Bcrypt.verify("pässword", against: hash))
        #expect(!Bcrypt.verify("password", against: hash))
        #expect(try Bcrypt.hash("pässword", cost: 4) != hash)
    }

    @Test func takesPasswordsOfSeventyTwoBytesAndRefusesLongerOnes() throws {
        let longest = String(repeating: "x", count: 72)
        let hash = try Bcrypt.hash(longest, cost: 4)
        #expect(Bcrypt.verify(longest, against: hash))
        #expect(!Bcrypt.verify(longest + "y", against: hash))
        #expect(throws: BcryptError.passwordTooLong(maximum: 72)) { try Bcrypt.hash(longest + "y", cost: 4) }
    }

    @Test func refusesPasswordsItWouldNotReadWhole() throws {
        #expect(throws: BcryptError.passwordHoldsNUL) { try Bcrypt.hash("a\0b", cost: 4) }
        #expect(throws: BcryptError.emptyPassword) { try Bcrypt.hash("", cost: 4) }
        #expect(!Bcrypt.verify("a\0b", against: try Bcrypt.hash("a", cost: 4)))
    }

    @Test(arguments: [3, 15, 31, -1])
    func refusesCostsOutsideItsRange(_ cost: Int) {
        #expect(throws: BcryptError.cost(allowed: 4...14)) { try Bcrypt.hash("a", cost: cost) }
    }

    @Test(
        arguments: [
            "", "$2y$", "secret", "*0", "$1$abc$def", "$2y$05$short",
            "$2x$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte",
            "$2y$20$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte",
            "$2y$5$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte0",
            "$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biYte\n",
            "$2y$05$skbPJo1zxe1ig5tO/bIVzOBFGqG5jh8T7Z8rhGk6jNMug5W1biY:e",
        ]
    )
    func matchesNothingAgainstWhatIsNoUsableHash(_ hash: String) {
        #expect(!Bcrypt.verify("secret", against: hash))
        #expect(!Bcrypt.verify("", against: hash))
    }

    @Test func comparesBytes() {
        #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
        #expect(ConstantTime.equal([], []))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
        #expect(!ConstantTime.equal([], [0]))
        #expect(ConstantTime.equal("abc".utf8, Array("abc".utf8)))
    }
}
