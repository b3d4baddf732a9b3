// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Where a reference stands in a compose file, and what is said of it there.
struct ComposePlace {
    let node: YAMLNode
    var range: Range<Int>
    /// What has to stand before the reference in the value of a variable.
    var prefix: String
    let role: ReferenceRole
    let platform: Platform?
    /// Why no digest may be written.
    var refusal: String?

    /// What a text means once its variables are replaced.
    static func meaning(of text: String) -> FoundReference.Meaning {
        guard !text.contains("{{") else { return .unknown("a template decides it") }
        guard !isImageID(text) else { return .unknown("an image's ID, not a reference") }
        do throws(ReferenceError) {
            return .known(try Reference(text))
        } catch {
            let shown = VisibleText.line(text.prefix(200))
            return .unknown("it becomes `\(shown)`, which does not read as a reference: \(error)")
        }
    }

    /// Whether a text is the ID of an image, which engines take in place of a reference.
    static func isImageID(_ text: String) -> Bool {
        let prefix = "sha256:"
        let digits = text.utf8.dropFirst(text.hasPrefix(prefix) ? prefix.utf8.count : 0)
        return digits.count == 64 && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Whether a digest may follow a text that is put together with variables.
    static func editing(
        of meaning: FoundReference.Meaning,
        written: String,
        from names: [String]
    ) -> FoundReference.Editing {
        let names = names.joined(separator: " and ")
        guard case .known(let reference) = meaning else { return .lockOnly("it is put together from \(names)") }
        if let digest = reference.digest, !written.hasSuffix("@\(digest)") {
            return .lockOnly("the digest comes from \(names)")
        }
        let literal = written.utf8.prefix { $0 != UInt8(ascii: "$") }
        let isTag = reference.tag != nil && literal.last == UInt8(ascii: ":")
        return .onRequest(.staleVariables, isTag ? "the tag comes from \(names)" : "it is put together from \(names)")
    }
}
