// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Proves that the readers of a tree find the same references in it as before, but for the digests that were edited.
///
/// References that are not edited keep their place, their text and their meaning. Those that are keep their place and have
/// the new digest. Where a digest is taken out, a reference may go with it, as some are known by their digest alone, or be
/// read from another part of the same text.
struct ReadingProof {
    /// The reading of a file that is not as it must be.
    struct Failure {
        let file: TreeScan.File
        let error: PinningError
    }

    let scan: TreeScan
    /// The edits of the files that change.
    let edits: [FilePath.Key: FileEdits]
    /// The files that change, as they will be.
    let changed: [FilePath.Key: SourceText]

    /// Reads every file again that changes, or that looks at one that does.
    ///
    /// - Returns: What cannot be proved, with errors of the code ``PinningError/Code/unproven``.
    func failures() -> [Failure] {
        var isFound: [FilePath.Key: Set<Range<Int>>] = [:]
        var failures: [Failure] = []
        for file in scan.files {
            guard let reading = file.reading, isConcerned(file, reading) else { continue }
            for found in reading.found { isFound[FilePath.key(found.path), default: []].insert(found.span) }
            do throws(PinningError) {
                try check(file, reading)
            } catch {
                failures.append(Failure(file: file, error: error))
            }
        }
        for file in scan.files {
            let key = FilePath.key(file.path)
            guard let edit = edits[key]?.edits.first(where: { isFound[key]?.contains($0.span) != true }) else {
                continue
            }
            let error = FileEdits.refusal("no reference stands where the edit would be made", edit)
            failures.append(Failure(file: file, error: error))
        }
        return failures
    }
}

extension ReadingProof {
    private func isConcerned(_ file: TreeScan.File, _ reading: FileReading) -> Bool {
        changed[FilePath.key(file.path)] != nil
            || reading.neighbours.values.contains { changed[FilePath.key($0.path)] != nil }
    }

    private func check(_ file: TreeScan.File, _ reading: FileReading) throws(PinningError) {
        let text = changed[FilePath.key(file.path)] ?? file.text
        let again: FileReading
        do throws(PinningError) {
            again = try reading.again(text, options: scan.options, changed: changed)
        } catch {
            throw refusal("the file could not be read any more: \(error.message)", file, nil)
        }
        try compare(reading.found, again.found, file)
    }

    private func compare(
        _ old: [FoundReference],
        _ new: [FoundReference],
        _ file: TreeScan.File
    ) throws(PinningError) {
        var left = Dictionary(grouping: new) { Place(path: FilePath.key($0.path), span: $0.span) }
        var vanished = 0
        for reference in old {
            let expected = expectation(of: reference)
            let place = expected.map { Place(path: FilePath.key(reference.path), span: $0.span) }
            if let expected, let place, let index = left[place]?.firstIndex(where: expected.isMet) {
                left[place]?.remove(at: index)
            } else if let expected, expected.mayVanish {
                vanished += 1
            } else {
                throw refusal("\"\(reference.written)\" would be read otherwise", file, reference)
            }
        }
        // What is read from another part of a text than before, once the digest is gone.
        let appeared = left.values.joined()
        guard appeared.count <= vanished, appeared.allSatisfy({ $0.pinnedDigest == nil }) else {
            throw refusal("references would appear", file, nil)
        }
    }

    /// A reference as it must be found once the edits are made; nil when an edit touches it that is not about it.
    private func expectation(of reference: FoundReference) -> Expectation? {
        guard let edits = edits[FilePath.key(reference.path)] else {
            return Expectation(span: reference.span, written: reference.written, reading: .meaning(reference.meaning))
        }
        guard let (edit, start) = edits.edit(of: reference.span) else {
            return edits.moved(reference.span).map {
                Expectation(span: $0, written: reference.written, reading: .meaning(reference.meaning))
            }
        }
        let digest = edit.to.utf8.lastIndex(of: UInt8(ascii: "@")).map { edit.to[edit.to.utf8.index(after: $0)...] }
        return Expectation(
            span: start..<start + edit.to.utf8.count,
            written: edit.to,
            // Losing the reason is right: what does not read as a digest is none.
            reading: .digest(try? Digest(digest ?? edit.to[...]))
        )
    }

    private func refusal(_ message: String, _ file: TreeScan.File, _ reference: FoundReference?) -> PinningError {
        // The reference may stand in a neighbour.
        let line = reference.map { " (\($0.path), line \(scan.position(of: $0).line))" } ?? ""
        return PinningError(
            .unproven,
            "the edits cannot be proved to change the references alone: \(message)\(line)",
            path: file.path,
            offset: reference?.span.lowerBound,
            advice: EditProof.advice
        )
    }
}

/// Where a reference stands.
private struct Place: Hashable {
    let path: FilePath.Key
    let span: Range<Int>
}

/// What must be found where a reference stood.
///
/// Reasons, which are free text, and whether the text may be edited may differ.
private struct Expectation {
    enum Reading {
        /// The reference is not edited.
        case meaning(FoundReference.Meaning)
        /// The reference is edited: it has this digest then, or none.
        case digest(Digest?)
    }

    let span: Range<Int>
    let written: String
    let reading: Reading

    /// Whether the reference may be gone.
    var mayVanish: Bool {
        guard case .digest(nil) = reading else { return false }
        return true
    }

    func isMet(by found: FoundReference) -> Bool {
        guard found.written.utf8.elementsEqual(written.utf8) else { return false }
        switch reading {
        case .digest(let digest): return found.pinnedDigest == digest
        case .meaning(.known(let reference)): return found.reference == reference
        case .meaning(.unknown): return found.reference == nil
        }
    }
}
