// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Proves that the readers of a tree find the same references in it as before, but for the digests that were edited.
struct ReadingProof {
    let scan: TreeScan
    /// The edits of the files that change.
    let edits: [FilePath.Key: FileEdits]
    /// The files that change, as they will be.
    let changed: [FilePath.Key: SourceText]

    /// Reads every file again that changes, or that looks at one that does.
    ///
    /// - Throws: ``PinningError/Code/unproven``.
    func check() throws(PinningError) {
        var isFound: [FilePath.Key: Set<Range<Int>>] = [:]
        for file in scan.files {
            guard let reading = file.reading, isConcerned(file, reading) else { continue }
            for found in reading.found { isFound[FilePath.key(found.path), default: []].insert(found.span) }
            let text = changed[FilePath.key(file.path)] ?? file.text
            let again: FileReading
            do throws(PinningError) {
                again = try reading.again(text, options: scan.options, changed: changed)
            } catch {
                throw refusal("the file could not be read any more: \(error.message)", file, error.offset)
            }
            try compare(reading.found, again.found, file)
        }
        for (path, edits) in edits {
            if let edit = edits.edits.first(where: { isFound[path]?.contains($0.span) != true }) {
                throw FileEdits.refusal("no reference stands where the edit would be made", edit)
            }
        }
    }
}

extension ReadingProof {
    private func isConcerned(_ file: TreeScan.File, _ reading: FileReading) -> Bool {
        changed[FilePath.key(file.path)] != nil
            || reading.neighbours.values.contains { changed[FilePath.key($0.path)] != nil }
    }

    private func compare(
        _ old: [FoundReference],
        _ new: [FoundReference],
        _ file: TreeScan.File
    ) throws(PinningError) {
        for (reference, found) in zip(old, new) {
            guard let wanted = edited(reference), wanted == found else {
                throw refusal("\"\(reference.written)\" would be read otherwise", file, reference.span.lowerBound)
            }
        }
        guard old.count == new.count else { throw refusal("references would appear or vanish", file, nil) }
    }

    /// The reference as it must be found once the edits are made; nil when an edit touches it that is not about it.
    private func edited(_ reference: FoundReference) -> FoundReference? {
        guard let edits = edits[FilePath.key(reference.path)] else { return reference }
        var result = reference
        guard let edit = edits.edits.first(where: { $0.span == reference.span }) else {
            guard let span = edits.moved(reference.span) else { return nil }
            result.span = span
            return result
        }
        guard let start = edits.moved(reference.span.lowerBound..<reference.span.lowerBound)?.lowerBound else {
            return nil
        }
        result.span = start..<start + edit.to.utf8.count
        result.written = edit.to
        if case .known(var known) = reference.meaning {
            let digest = edit.to.utf8.lastIndex(of: UInt8(ascii: "@")).map { edit.to[edit.to.utf8.index(after: $0)...] }
            // Losing the reason is right: what does not read as a digest is none.
            known.digest = try? Digest(digest ?? edit.to[...])
            result.meaning = .known(known)
        }
        return result
    }

    private func refusal(_ message: String, _ file: TreeScan.File, _ offset: Int?) -> PinningError {
        PinningError(
            .unproven,
            "the edits cannot be proved to change the references alone: \(message)",
            path: file.path,
            offset: offset,
            advice: "Edit this file by hand, or exclude it; nothing was written."
        )
    }
}
