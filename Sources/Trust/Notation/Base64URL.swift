// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// Base64 as JSON Web Signatures write it: the alphabet for URLs, without padding (RFC 7515, section 2).
enum Base64URL {
    /// Encodes bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for byte in Base64.encode(bytes).utf8 {
            switch byte {
            case UInt8(ascii: "+"): text.append(UInt8(ascii: "-"))
            case UInt8(ascii: "/"): text.append(UInt8(ascii: "_"))
            case UInt8(ascii: "="): break
            default: text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes text that is spelled in the one way that ``encode(_:)`` spells it; anything else gives nil.
    ///
    /// Two spellings of one signature would be two signatures to whoever counts them by their bytes.
    static func decode(_ text: String) -> [UInt8]? {
        guard let bytes = Base64.decode(text), encode(bytes).utf8.elementsEqual(text.utf8) else { return nil }
        return bytes
    }
}
