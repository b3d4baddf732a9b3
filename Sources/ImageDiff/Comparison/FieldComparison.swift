// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Tells which fields of two files differ.
struct FieldComparison {
    let mode: ComparisonMode

    /// The fields that differ and count in the mode, in the order of ``FileField``.
    func fields(from old: FileTree.File, to new: FileTree.File) -> [FileField] {
        var fields: [FileField] = []
        if hasOtherContent(old.entry, new.entry) { fields.append(.content) }
        if old.entry.mode & 0o7777 != new.entry.mode & 0o7777 { fields.append(.mode) }
        if old.entry.userID != new.entry.userID || old.entry.groupID != new.entry.groupID { fields.append(.owner) }
        if hasOtherType(old, new) { fields.append(.type) }
        if old.entry.kind == .symlink, new.entry.kind == .symlink, old.entry.target != new.entry.target {
            fields.append(.target)
        }
        if hasOtherAttributes(old.entry, new.entry) { fields.append(.attributes) }
        if mode == .strict, Self.hasOtherMoment(old.entry, new.entry) { fields.append(.modified) }
        return fields
    }

    /// Tells whether the moments differ; a directory that no layer names has none.
    static func hasOtherMoment(_ old: FileEntry, _ new: FileEntry) -> Bool {
        !old.isImplicit && !new.isImplicit && old.modified != new.modified
    }

    /// Tells whether two files are linked to different first paths.
    static func hasOtherLinks(_ old: FileTree.File, _ new: FileTree.File) -> Bool {
        old.entry.kind == .file && new.entry.kind == .file && old.hardLinkOf != new.hardLinkOf
    }

    private func hasOtherContent(_ old: FileEntry, _ new: FileEntry) -> Bool {
        guard old.kind == .file, new.kind == .file else { return false }
        // A file without a hash was not read: that two such are equal is not known, so they are not.
        guard let before = old.hash, let after = new.hash else { return true }
        return old.size != new.size || before != after
    }

    private func hasOtherType(_ old: FileTree.File, _ new: FileTree.File) -> Bool {
        if old.entry.kind != new.entry.kind { return true }
        if old.entry.isDevice {
            return old.entry.deviceMajor != new.entry.deviceMajor || old.entry.deviceMinor != new.entry.deviceMinor
        }
        return mode == .strict && Self.hasOtherLinks(old, new)
    }

    private func hasOtherAttributes(_ old: FileEntry, _ new: FileEntry) -> Bool {
        if old.extendedAttributes != new.extendedAttributes { return true }
        if old.otherRecords == new.otherRecords { return false }
        return mode == .strict || meaningful(old.otherRecords) != meaningful(new.otherRecords)
    }

    /// The records without the moment at which the file was made.
    private func meaningful(_ records: [ByteString: [UInt8]]) -> [ByteString: [UInt8]] {
        records.filter { $0.key != "LIBARCHIVE.creationtime" }
    }
}
