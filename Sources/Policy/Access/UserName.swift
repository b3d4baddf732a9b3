// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The grammar of user names.
public enum UserName {
    /// The most bytes a name may have.
    public static let maximumLength = 64

    /// The names that history gives to somebody not signed in, and to the registry itself.
    public static let reserved: Set<String> = ["anonymous", "holdfast"]

    /// What a name may be, in words.
    public static var grammar: String {
        "1 to \(maximumLength) letters, digits and . _ - @, but not \(reserved.sorted().joined(separator: " or "))"
    }

    /// Tells whether text can name a user: 1 to 64 of `A-Z a-z 0-9 . _ @ -`, and not one of the ``reserved`` names.
    public static func isValid(_ name: some StringProtocol) -> Bool {
        (1...maximumLength).contains(name.utf8.count) && name.utf8.allSatisfy(isAllowed)
            && !reserved.contains(String(name))
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "@"),
            UInt8(ascii: "-"):
            true
        default:
            false
        }
    }
}
