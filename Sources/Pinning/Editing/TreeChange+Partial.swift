// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension TreeChange {
    /// A file that is left as it is, as its edits are not proved.
    public struct Refusal: Sendable {
        /// The path as it is shown.
        public let path: String
        /// Why, with the file that could not be proved: this one, or one that refers to it.
        public let error: PinningError
    }

    /// Makes the edits that can be proved, file by file.
    ///
    /// The edits of a file are made all or none. Where a file that refers to others could not be read as before, its edits
    /// and theirs are left out, and the rest is proved anew.
    ///
    /// - Parameters:
    ///   - edits: The edits; the same one may come twice.
    ///   - scan: The tree that they are about.
    /// - Returns: The change, and the files that are left out of it, in the order in which they were found to be refused.
    public static func proveWhatCanBe(
        _ edits: [Edit],
        on scan: TreeScan
    ) -> (change: TreeChange, refused: [Refusal]) {
        let wanted = Dictionary(grouping: edits) { FilePath.key($0.path) }
        let known = Set(scan.files.map { FilePath.key($0.path) })
        var refused: [Refusal] = []
        for (path, edits) in wanted where !known.contains(path) {
            guard let edit = edits.first else { continue }
            let error = FileEdits.refusal("the file is none of those that were read", edit)
            refused.append(Refusal(path: edit.path, error: error))
        }
        refused.sort { FilePath.precedes($0.path, $1.path) }
        var changes: [FilePath.Key: EditedFile] = [:]
        for file in scan.files {
            let key = FilePath.key(file.path)
            guard let edits = wanted[key] else { continue }
            do throws(PinningError) {
                changes[key] = try EditedFile(file, edits)
            } catch {
                refused.append(Refusal(path: file.path, error: error))
            }
        }
        refused += withdrawUnproven(from: &changes, scan)
        let files = scan.files.compactMap { changes[FilePath.key($0.path)]?.file }
        return (TreeChange(files: files), refused)
    }

    /// Takes out the changes that readers of the tree would see as more than digests, until there are none.
    private static func withdrawUnproven(
        from changes: inout [FilePath.Key: EditedFile],
        _ scan: TreeScan
    ) -> [Refusal] {
        var refused: [Refusal] = []
        while !changes.isEmpty {
            let proof = ReadingProof(
                scan: scan,
                edits: changes.mapValues(\.edits),
                changed: changes.mapValues(\.text)
            )
            let failures = proof.failures()
            guard !failures.isEmpty else { break }
            for failure in failures {
                let neighbours = failure.file.reading.map { Array($0.neighbours.values.map(\.path)) } ?? []
                for path in [failure.file.path] + neighbours.sorted(by: FilePath.precedes)
                where changes.removeValue(forKey: FilePath.key(path)) != nil {
                    refused.append(Refusal(path: path, error: failure.error))
                }
            }
        }
        return refused
    }
}

/// A file with its edits made, and proved by themselves.
private struct EditedFile {
    let edits: FileEdits
    let text: SourceText
    let file: TreeChange.File

    init(_ file: TreeScan.File, _ edits: [Edit]) throws(PinningError) {
        self.edits = try FileEdits(edits, of: file.text)
        let bytes = self.edits.applied(to: file.text.bytes)
        let limit = max(SourceText.maximumSize, file.path == "-" ? SourceText.maximumInputSize : 0)
        guard bytes.count <= limit else {
            throw PinningError(
                .tooLarge,
                "the file would be larger than \(limit >> 20) MiB, and could not be read again",
                path: file.path,
                advice: EditProof.advice
            )
        }
        self.text = SourceText(path: file.path, bytes: bytes)
        try EditProof(kind: file.kind, old: file.text, new: text, edits: self.edits).check()
        self.file = TreeChange.File(
            path: file.path,
            absolutePath: file.absolutePath,
            old: file.text.bytes,
            new: bytes,
            edits: self.edits.edits
        )
    }
}
