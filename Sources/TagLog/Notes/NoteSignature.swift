// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// One signature of a note: whose, and its bytes.
public struct NoteSignature: Sendable {
    /// The name of the key.
    public let name: String
    /// The id of the key.
    public let id: UInt32
    /// The signature as its algorithm gives it.
    public let bytes: [UInt8]

    init(name: String, id: UInt32, bytes: [UInt8]) {
        self.name = name
        self.id = id
        self.bytes = bytes
    }

    /// The signature as a line of a note, without the line end.
    public var line: String {
        let identifier = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> $0) }
        return "\u{2014} \(name) \(Base64.encode(identifier + bytes))"
    }

    /// Tells whether the signature claims to be of a key; whether it fits is another question.
    public func isBy(_ key: NoteKey) -> Bool {
        id == key.id && NoteSyntax.same(name, key.name)
    }

    /// Reads a line without its end; anything that is no signature gives nil.
    init?(line: [UInt8]) {
        guard line.starts(with: NoteSyntax.signatureMark) else { return nil }
        let parts = line.dropFirst(NoteSyntax.signatureMark.count)
            .split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2, let name = NoteSyntax.text(Array(parts[0])), NoteSyntax.isName(name),
            let payload = NoteSyntax.base64(parts[1]), payload.count > 4
        else { return nil }
        self.name = name
        self.id = payload.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        self.bytes = Array(payload.dropFirst(4))
    }
}

extension NoteSignature: Hashable {
    /// Compares name, id and signature byte by byte.
    public static func == (left: NoteSignature, right: NoteSignature) -> Bool {
        left.id == right.id && left.bytes == right.bytes && NoteSyntax.same(left.name, right.name)
    }

    /// Hashes the id and the signature.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(bytes)
    }
}
