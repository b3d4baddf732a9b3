// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why a password cannot be hashed, or text is not a usable bcrypt hash.
public enum BcryptError: Error, Hashable {
    case emptyPassword
    case passwordTooLong(maximum: Int)
    case passwordHoldsNUL
    case notBcrypt
    case damaged
    case cost(allowed: ClosedRange<Int>)
    case unavailable
}

extension BcryptError: CustomStringConvertible {
    /// The reason in words, without the password or the hash.
    public var description: String {
        switch self {
        case .emptyPassword: "the password is empty"
        case .passwordTooLong(let maximum):
            "the password is longer than \(maximum) bytes, and bcrypt would ignore the rest; choose a shorter one"
        case .passwordHoldsNUL: "the password holds a NUL character, at which bcrypt would stop reading"
        case .notBcrypt: "the hash is not bcrypt"
        case .damaged: "the bcrypt hash is damaged: it must have 60 characters"
        case .cost(let allowed): "the bcrypt cost is outside \(allowed.lowerBound) to \(allowed.upperBound)"
        case .unavailable: "the system's libcrypt cannot do bcrypt"
        }
    }
}
