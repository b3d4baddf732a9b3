// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

/// An annotation as the command line gives it.
struct ImageAnnotation: Equatable, Sendable {
    /// The most annotations of one copy.
    static let maximumCount = 100
    /// The most bytes of a key, and of a value.
    static let maximumKeyLength = 255
    static let maximumValueLength = 16 << 10

    let key: String
    let value: String

    /// Reads `key=value`; the value may be empty and may hold more equals signs.
    ///
    /// - Throws: `ValidationError` that says what is wrong with it.
    @Sendable init(argument: String) throws {
        guard let mark = argument.firstIndex(of: "=") else {
            throw ValidationError("--annotate is written key=value, not \"\(VisibleText.line(argument))\".")
        }
        key = String(argument[..<mark])
        value = String(argument[argument.index(after: mark)...])
        guard (1...Self.maximumKeyLength).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else {
            throw ValidationError(
                "the key \"\(VisibleText.line(key.prefix(80)))\" of --annotate must be 1 to \(Self.maximumKeyLength) "
                    + "visible letters of ASCII."
            )
        }
        guard value.utf8.count <= Self.maximumValueLength else {
            throw ValidationError("the value of \(key) has more than \(Self.maximumValueLength) bytes.")
        }
        guard value.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f || $0 == "\n" || $0 == "\t" })
        else {
            throw ValidationError("the value of \(key) holds a control character.")
        }
    }
}
