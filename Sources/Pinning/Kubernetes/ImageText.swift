// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What a text says where an image is expected.
enum ImageText {
    /// The reason why a text that is filled in later is none that can be known; nil for others.
    static func placeholder(in text: String) -> String? {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch (previous, byte) {
            case (UInt8(ascii: "{"), UInt8(ascii: "{")): return "a template decides it"
            case (UInt8(ascii: "$"), UInt8(ascii: "(")), (UInt8(ascii: "$"), UInt8(ascii: "{")):
                return "a variable decides it"
            default: previous = byte
            }
        }
        return text.hasPrefix("ko://") ? "ko builds it from source" : nil
    }

    /// Whether a text is a pattern for images, as policies have them, and so no image: `*:1`, `!a:1`, `a:1 | b:1`.
    static func isPattern(_ text: String) -> Bool {
        if text.utf8.contains(UInt8(ascii: "*")) || text.hasPrefix("!") { return true }
        return placeholder(in: text) == nil && text.utf8.contains { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "|") }
    }

    /// Whether a text can hardly be anything but a reference: it names a tag, a digest or a host, or is filled in later.
    static func isUnmistakable(_ text: String) -> Bool {
        guard placeholder(in: text) == nil else { return true }
        // Losing the reason is right: what is no reference is some other text.
        guard let reference = try? Reference(text) else { return false }
        return reference.tag != nil || reference.digest != nil || reference.host != nil
    }

    /// What a whole reference means.
    static func meaning(of text: String) -> FoundReference.Meaning {
        if let reason = placeholder(in: text) { return .unknown(reason) }
        do throws(ReferenceError) {
            return .known(try Reference(text))
        } catch {
            return .unknown("it does not read as a reference: \(error)")
        }
    }

    /// Whether a text that is not understood speaks of an image: the word stands in it before a colon.
    static func mentionsImage(_ text: String) -> Bool {
        let word = Array("mage".utf8)
        var matched = 0
        for byte in text.utf8 {
            if matched == word.count, byte == UInt8(ascii: ":") { return true }
            matched = matched < word.count && byte == word[matched] ? matched + 1 : (byte == word[0] ? 1 : 0)
        }
        return false
    }

    /// Whether a text is a reference with a tag or a digest.
    static func hasTagOrDigest(_ text: String) -> Bool {
        // Losing the reason is right: what is no reference has neither.
        guard let reference = try? Reference(text) else { return false }
        return reference.tag != nil || reference.digest != nil
    }

    /// Whether a text is a digest with its algorithm.
    static func isDigest(_ text: String) -> Bool {
        // Losing the reason is right: only the answer is asked for.
        (try? Digest(text)) != nil
    }
}
