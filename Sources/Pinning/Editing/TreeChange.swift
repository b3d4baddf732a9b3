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
    /// - Throws: ``PinningError/Code/unproven``, with the file, the line and what would differ, and
    ///   ``PinningError/Code/tooLarge`` for a file that would outgrow what is read.
    public static func prove(_ edits: [Edit], on scan: TreeScan) throws(PinningError) -> TreeChange {
        let (change, refused) = proveWhatCanBe(edits, on: scan)
        if let first = refused.first { throw first.error }
        return change
    }
}
