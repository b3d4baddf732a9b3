// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The text form of keys: `NAME+ID+BASE64`, the id as eight hexadecimal digits.
enum NoteKeyText {
    static func text(name: String, id: UInt32, payload: [UInt8]) -> String {
        "\(name)+\(hexadecimal(id))+\(Base64.encode(payload))"
    }

    /// The parts of a key; the name has no `+`, Base64 may have.
    static func parts(
        _ text: ArraySlice<UInt8>,
        else fault: NoteError
    ) throws(NoteError) -> (name: String, id: UInt32, payload: [UInt8]) {
        let parts = text.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, text.count <= 4_096, let name = NoteSyntax.text(Array(parts[0])),
            NoteSyntax.isName(name),
            let id = identifier(parts[1]), let payload = NoteSyntax.base64(parts[2])
        else { throw fault }
        return (name, id, payload)
    }

    private static func hexadecimal(_ id: UInt32) -> String {
        Hexadecimal.encode([24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> $0) })
    }

    private static func identifier(_ digits: ArraySlice<UInt8>) -> UInt32? {
        // Read by writing it again: signs, capitals and fewer digits are other spellings, and refused.
        guard let id = UInt32(String(decoding: digits, as: UTF8.self), radix: 16),
            hexadecimal(id).utf8.elementsEqual(digits)
        else { return nil }
        return id
    }
}
