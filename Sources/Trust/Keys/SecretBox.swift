// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// NaCl's secretbox: XSalsa20 with a Poly1305 tag in front.
///
/// The cryptography library has neither, and cosign's key files need both. They are used for those files alone.
enum SecretBox {
    /// The length of a key in bytes.
    static let keySize = 32
    /// The length of a nonce in bytes.
    static let nonceSize = 24
    /// The length of the tag in bytes.
    static let tagSize = 16

    /// Seals bytes: the tag, then the ciphertext.
    ///
    /// - Precondition: Key and nonce have their lengths.
    static func seal(_ plain: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8] {
        let (ciphertext, tagKey) = stream(over: plain, key: key, nonce: nonce)
        return Poly1305.tag(of: ciphertext, key: tagKey) + ciphertext
    }

    /// Opens a box; nil if it was not sealed with this key and nonce.
    ///
    /// The tag is compared in constant time, and nothing of the content is given out before it agrees.
    ///
    /// - Precondition: Key and nonce have their lengths.
    static func open(_ box: [UInt8], key: [UInt8], nonce: [UInt8]) -> [UInt8]? {
        guard box.count >= tagSize else { return nil }
        let ciphertext = Array(box[tagSize...])
        let (plain, tagKey) = stream(over: ciphertext, key: key, nonce: nonce)
        let difference = zip(Poly1305.tag(of: ciphertext, key: tagKey), box).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 ? plain : nil
    }

    /// Applies the stream to bytes; its first 32 bytes are the key of the tag.
    private static func stream(over bytes: [UInt8], key: [UInt8], nonce: [UInt8]) -> ([UInt8], tagKey: [UInt8]) {
        precondition(key.count == keySize && nonce.count == nonceSize, "a secretbox has 32 bytes of key, 24 of nonce")
        let padded = [UInt8](repeating: 0, count: 32) + bytes
        let mixed = Salsa20.extended(padded, key: key, nonce: nonce)
        return (Array(mixed[32...]), tagKey: Array(mixed[..<32]))
    }
}
