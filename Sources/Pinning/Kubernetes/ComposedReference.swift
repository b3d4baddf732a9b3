// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A reference that is put together from several texts of a file.
struct ComposedReference {
    /// The text that a digest goes into.
    var place: YAMLNode
    /// The text that says which repository is meant.
    var name: YAMLNode
    /// What the place holds.
    var holding: FoundReference.Holding
    var role: ReferenceRole
    var meaning: FoundReference.Meaning
    var editing: FoundReference.Editing
}

extension ReferenceCollector {
    /// Says which references are put together from texts.
    ///
    /// A text that several of them share cannot hold the digest of one: then each is found where its name stands, and
    /// none of them is edited.
    mutating func visit(_ references: [ComposedReference]) {
        var meanings: [ObjectIdentifier: Set<FoundReference.Meaning>] = [:]
        for reference in references {
            meanings[ObjectIdentifier(reference.place.resolved), default: []].insert(reference.meaning)
        }
        for reference in references {
            guard meanings[ObjectIdentifier(reference.place.resolved)]?.count == 1 else {
                visit(
                    reference.name,
                    role: reference.role,
                    meaning: reference.meaning,
                    editing: .lockOnly("images of several names share the text that a digest would go into")
                )
                continue
            }
            visit(
                reference.place,
                role: reference.role,
                holding: reference.holding,
                meaning: reference.meaning,
                editing: reference.editing
            )
        }
    }
}
