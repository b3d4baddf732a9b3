// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension LayerContents {
    /// Where a table of contents stands in its archive.
    enum TablePlace {
        /// It is the last member, as the format has it.
        case end
        /// Members come after it. A footer can point to it all the same.
        case elsewhere
    }

    /// Compares the members with a table of contents, and notes where it says something else.
    ///
    /// What cannot be read as such a table, or does not stand last, is a file like any other, and is noted.
    /// Of pieces that nobody can load, nil, nothing is said.
    mutating func compare(with table: [UInt8], at place: TablePlace, _ pieces: FilePieces?) {
        let path = ByteString([.slash] + TableOfContents.name)
        do {
            notes += try TableOfContents.disagreements(of: table, with: members, pieces)
            isStargz = place == .end
            if place == .elsewhere {
                notes.append(.tableOfContents(path: path, shows: "what a table says that does not stand last"))
            }
        } catch {
            notes.append(.tableOfContents(path: path, shows: "nothing: the table cannot be read (\(error))"))
        }
    }

    /// Tells whether a member belongs to the format eStargz and is no file of the tree.
    func isOfFormat(_ record: MemberRecord) -> Bool {
        guard isStargz, record.role == .file, record.lastComponent == 0 else { return false }
        let path = members.names[members.pathRange(record)]
        if path.elementsEqual(TableOfContents.name) { return true }
        // Only with the content that the format gives it; another file could hide behind the name.
        return record.size == 1 && record.hash == TableOfContents.landmarkHash
            && TableOfContents.landmarks.contains { path.elementsEqual($0) }
    }
}
