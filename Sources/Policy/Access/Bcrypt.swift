// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CCrypt
import Glibc

/// Password hashing by bcrypt, done by the system's libcrypt.
public enum Bcrypt {
    /// The most bytes of a password that bcrypt reads.
    ///
    /// Longer ones are refused, never cut.
    public static let maximumPasswordLength = 72

    /// Hashes a password with a fresh salt from the system's random source.
    ///
    /// This blocks for as long as the cost asks: about 60 ms for 10, twice that for each step more.
    /// - Throws: ``BcryptError`` when the password is empty, longer than 72 bytes or holds a NUL, or the cost is not
    ///   between 4 and 14.
    public static func hash(_ password: String, cost: Int = 10) throws -> String {
        guard !password.isEmpty else { throw BcryptError.emptyPassword }
        guard password.utf8.count <= maximumPasswordLength else {
            throw BcryptError.passwordTooLong(maximum: maximumPasswordLength)
        }
        guard !password.utf8.contains(0) else { throw BcryptError.passwordHoldsNUL }
        guard BcryptHash.costs.contains(cost) else { throw BcryptError.cost(allowed: BcryptHash.costs) }
        guard let hash = crypt(password, setting: try setting(cost: cost)) else { throw BcryptError.unavailable }
        return try BcryptHash(hash).text
    }

    /// Tells whether a password gave a hash.
    ///
    /// It blocks as ``hash(_:cost:)`` does. Whatever bcrypt could not take whole (an empty password, one over 72 bytes, one with a NUL, a damaged hash or one
    /// of a cost above 14) does not match.
    public static func verify(_ password: String, against hash: String) -> Bool {
        guard !password.isEmpty, password.utf8.count <= maximumPasswordLength, !password.utf8.contains(0) else {
            return false
        }
        // Losing the reason is right: what is not a usable hash matches nothing.
        guard let expected = try? BcryptHash(hash), let actual = crypt(password, setting: expected.text) else {
            return false
        }
        return ConstantTime.equal(actual.utf8, expected.text.utf8)
    }
}

extension Bcrypt {
    private static func setting(cost: Int) throws(BcryptError) -> String {
        var random = SystemRandomNumberGenerator()
        let salt = (0..<16).map { _ in CChar(truncatingIfNeeded: random.next() as UInt64) }
        let setting = withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CRYPT_GENSALT_OUTPUT_SIZE)) {
            output in
            let text = crypt_gensalt_rn(
                "$2b$",
                UInt(cost),
                salt,
                CInt(salt.count),
                output.baseAddress,
                CInt(output.count)
            )
            return text.map { String(cString: $0) }
        }
        guard let setting else { throw .unavailable }
        return setting
    }

    private static func crypt(_ password: String, setting: String) -> String? {
        let size = MemoryLayout<crypt_data>.size
        return withUnsafeTemporaryAllocation(byteCount: size, alignment: MemoryLayout<crypt_data>.alignment) { work in
            work.initializeMemory(as: UInt8.self, repeating: 0)
            // The work area holds what the password was stretched to; it is wiped in a way no optimiser drops.
            defer { work.baseAddress.map { explicit_bzero($0, size) } }
            return crypt_rn(password, setting, work.baseAddress, CInt(size)).map { String(cString: $0) }
        }
    }
}
