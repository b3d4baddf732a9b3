// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel

/// The table of contents of an eStargz layer, compared with the archive that it is about.
///
/// A node that loads files when they are needed shows what the table says and never reads the archive's headers: where
/// the two differ, it runs other files than everybody else looks at.
/// Format: <https://github.com/containerd/stargz-snapshotter/blob/main/docs/estargz.md>.
struct TableOfContents {
    /// The member that holds it.
    static let name = Array("stargz.index.json".utf8)
    /// The members that are no files of the tree, one byte long.
    static let landmarks = [Array(".prefetch.landmark".utf8), Array(".no.prefetch.landmark".utf8)]
    static let landmarkHash = ContentHash(hashing: [0x0f])

    private let members: LayerMembers
    private let index: MemberIndex
    /// Which places of the index the table has named.
    private var seen: [Bool]
    private var notes: [LayerNote] = []
    private var count = 0
    private var pieces: TableOfContentsPieces

    /// Compares a table with the members of its layer.
    ///
    /// - Parameters:
    ///   - bytes: The table.
    ///   - members: The members, the table among them.
    ///   - pieces: The pieces of files that the layer is compressed in; nil if it is compressed as a whole.
    /// - Returns: The disagreements, at most 10,000.
    /// - Throws: `JSONError`, or ``Malformed`` for a document that is no table.
    static func disagreements(
        of bytes: [UInt8],
        with members: LayerMembers,
        _ pieces: FilePieces?
    ) throws -> [LayerNote] {
        var table = TableOfContents(members, pieces ?? FilePieces())
        let frame = try JSONElements.read(bytes) { table.compare($0) }
        guard frame["version"] == .integer(1), let entries = frame["entries"]?.array,
            entries.count == table.count, entries.allSatisfy({ $0 == .null })
        else { throw Malformed() }
        guard !Entry.hasOtherSpelling(of: ["version", "entries"], in: frame) else { throw Malformed() }
        if let path = table.pieces.end() { table.note(path, Self.misfit) }
        table.noteMissing()
        guard pieces != nil, let unchecked = table.pieces.unchecked else { return table.notes }
        return table.notes + [.uncheckedPieces(unchecked)]
    }

    private static let misfit = "pieces that do not make up the file"

    /// The document is JSON, and no table of contents.
    struct Malformed: Error {}

    private init(_ members: LayerMembers, _ pieces: FilePieces) {
        self.members = members
        self.pieces = TableOfContentsPieces(pieces)
        index = MemberIndex(members)
        seen = [Bool](repeating: false, count: index.order.count)
    }

    private mutating func note(_ path: [UInt8], _ shows: String) {
        guard notes.count < MemberCollector.maximumNotes else {
            if notes.count == MemberCollector.maximumNotes { notes.append(.unlisted) }
            return
        }
        notes.append(.tableOfContents(path: ByteString([.slash] + path), shows: shows))
    }

    private mutating func compare(_ value: JSONValue) {
        count += 1
        guard let entry = Entry(value) else { return note([], "an entry that cannot be read") }
        if Entry.hasOtherSpelling(of: Entry.keys, in: value) {
            // Go's decoder takes them for the known ones, and the last of two counts.
            note(Array(entry.name.utf8), "what keys in another spelling say")
        }
        // The further pieces of a file that its first entry describes.
        if entry.type == "chunk" {
            switch pieces.add(entry) {
            case .agrees: return
            case .doesNotFollow: return note(Array(entry.name.utf8), Self.misfit)
            case .hasOtherContent: return note(Array(entry.name.utf8), Entry.otherContent)
            }
        }
        if let path = pieces.end() { note(path, Self.misfit) }
        var path: [UInt8] = []
        guard (try? CanonicalName(appending: Array(entry.name.utf8), to: &path)) != nil else {
            // What is wrong with the name is not said: what matters is that no archive's member has it.
            return note(Array(entry.name.utf8), "a name that no file can have")
        }
        guard let place = index.place(of: path) else {
            return note(path, "a file of type '\(entry.type)' that the archive does not have")
        }
        if seen[place] { note(path, "two entries") }
        seen[place] = true
        let position = Int(index.order[place])
        for difference in entry.differences(from: members, at: position) { note(path, difference) }
        if entry.type == "reg" { pieces.begin(entry, of: position) }
    }

    private mutating func noteMissing() {
        for (place, position) in index.order.enumerated() where !seen[place] {
            let path = Array(members.names[members.pathRange(members.records[Int(position)])])
            // The table does not name itself, and the root may be left out: every tree has one.
            if path != Self.name, !path.isEmpty { note(path, "nothing") }
        }
    }
}
