// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What a log says of itself: how many entries it has, and the root of the tree of them (C2SP tlog-checkpoint).
public struct Checkpoint: Sendable {
    /// Which log it is of.
    public let origin: String
    /// The number of entries.
    public let size: Int64
    /// The root of the tree of the entries.
    public let root: LogHash
    /// Further lines that the log signs; ours has none.
    public let extensions: [String]

    /// Creates what a log says of itself.
    public init(origin: String, size: Int64, root: LogHash, extensions: [String] = []) {
        self.origin = origin
        self.size = size
        self.root = root
        self.extensions = extensions
    }

    /// Reads the text of a note; whether root and size can belong together is asked when it is verified.
    ///
    /// - Throws: ``NoteError/malformedCheckpoint(_:)``.
    public init(parsing text: String) throws(NoteError) {
        let bytes = Array(text.utf8)
        guard bytes.count <= SignedNote.maximumSize, NoteSyntax.text(bytes) != nil, let lines = NoteSyntax.lines(bytes),
            lines.count >= 3
        else { throw .malformedCheckpoint("it needs three lines: the log, the number of entries, the root") }
        guard !lines[0].isEmpty else { throw .malformedCheckpoint("it does not say of which log it is") }
        guard let size = NoteSyntax.number(lines[1]) else {
            throw .malformedCheckpoint("its second line is no number of entries")
        }
        guard let root = NoteSyntax.hash(lines[2]) else { throw .malformedCheckpoint("its third line is no hash") }
        guard lines.dropFirst(3).allSatisfy({ !$0.isEmpty }) else { throw .malformedCheckpoint("it has empty lines") }
        self.init(
            origin: String(decoding: lines[0], as: UTF8.self),
            size: size,
            root: root,
            extensions: lines.dropFirst(3).map { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// Tells whether there can be such a tree: one without entries has one root.
    var isPossible: Bool { size > 0 || size == 0 && root == .empty }

    /// The checkpoint as the text of a note.
    public var text: String {
        ([origin, String(size), Base64.encode(root.bytes)] + extensions).map { "\($0)\n" }.joined()
    }
}

extension Checkpoint: Hashable {
    /// Compares what would be signed, byte by byte.
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        NoteSyntax.same(left.text, right.text)
    }

    /// Hashes size and root.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(size)
        hasher.combine(root)
    }
}
