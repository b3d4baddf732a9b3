// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Edits in the files of a tree, proved and ready to be written.
public struct TreeChange: Sendable {
    /// A file that changes.
    public struct File: Sendable {
        /// The path as it is shown.
        public let path: String
        /// The file itself.
        public let absolutePath: String
        /// What the file holds.
        public let old: [UInt8]
        /// What it will hold.
        public let new: [UInt8]
        /// The edits, in the order of the bytes.
        public let edits: [Edit]
    }

    /// The files that change, by their paths' bytes.
    public let files: [File]

    /// Makes edits, and proves that nothing but the references changes.
    ///
    /// Every file that changes is taken apart again by its format and, if it is YAML, by another reader; every file that
    /// refers to it is read again. One edit that is not proved refuses them all. Nothing is written.
    ///
    /// - Parameters:
    ///   - edits: The edits; the same one may come twice.
    ///   - scan: The tree that they are about.
    /// - Returns: The change.
    /// - Throws: ``PinningError/Code/unproven``, with the file, the line and what would differ.
    public static func prove(_ edits: [Edit], on scan: TreeScan) throws(PinningError) -> TreeChange {
        let wanted = Dictionary(grouping: edits) { FilePath.key($0.path) }
        var files: [File] = []
        var fileEdits: [FilePath.Key: FileEdits] = [:]
        var changed: [FilePath.Key: SourceText] = [:]
        for file in scan.files {
            let key = FilePath.key(file.path)
            guard let edits = wanted[key] else { continue }
            let ordered = try FileEdits(edits, of: file.text)
            let new = SourceText(path: file.path, bytes: ordered.applied(to: file.text.bytes))
            try EditProof(kind: file.kind, old: file.text, new: new, edits: ordered).check()
            fileEdits[key] = ordered
            changed[key] = new
            files.append(
                File(
                    path: file.path,
                    absolutePath: file.absolutePath,
                    old: file.text.bytes,
                    new: new.bytes,
                    edits: ordered.edits
                )
            )
        }
        if let edit = edits.first(where: { fileEdits[FilePath.key($0.path)] == nil }) {
            throw FileEdits.refusal("the file is none of those that were read", edit)
        }
        try ReadingProof(scan: scan, edits: fileEdits, changed: changed).check()
        return TreeChange(files: files)
    }
}
