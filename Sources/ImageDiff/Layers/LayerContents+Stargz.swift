// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

extension LayerContents {
    /// Compares the members with the table of contents that stands last, and notes where it says something else.
    ///
    /// What cannot be read as such a table is a file like any other, and is noted.
    mutating func compare(with table: [UInt8]) {
        do {
            notes += try TableOfContents.disagreements(of: table, with: members)
            isStargz = true
        } catch {
            let path = ByteString([.slash] + TableOfContents.name)
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
