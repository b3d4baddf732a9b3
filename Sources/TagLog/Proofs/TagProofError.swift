// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why a file is no proof, or proves nothing.
public enum TagProofError: Error, Hashable, Sendable {
    /// The file is longer than a proof may be.
    case tooLarge(limit: Int)
    /// The file does not begin as a proof does.
    case notAProof
    /// The proof does not carry the entry that it is about.
    case noEntry
    /// The entry that the proof carries is not Base64, or too long.
    case malformedEntry
    /// The line with the position of the entry is missing or no number.
    case malformedIndex
    /// There are more hashes than the path in any tree has.
    case tooManyHashes(limit: Int)
    /// A line that should be a hash is none.
    case malformedHash(line: Int)
    /// The checkpoint is malformed or not signed by the log.
    case checkpoint(NoteError)
    /// The path does not lead from the entry to the signed root.
    case notIncluded(index: Int64, size: Int64)
    /// The entry is in the log and cannot be read.
    case entry(LogEntryError)
    /// The entry says that it stands elsewhere.
    case otherIndex(entry: Int64, proof: Int64)
}

extension TagProofError: CustomStringConvertible {
    /// What is wrong, and where it helps what to do.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "the proof is longer than \(limit) bytes"
        case .notAProof: "this is no proof: its first line is not c2sp.org/tlog-proof@v1, or its end is missing"
        case .noEntry: "the proof does not carry the entry it is about; fetch one with `holdfast log proof`"
        case .malformedEntry: "the entry in the proof is not Base64, or longer than \(LogEntry.maximumSize) bytes"
        case .malformedIndex: "the proof does not say where in the log the entry stands"
        case .tooManyHashes(let limit): "the proof has more than \(limit) hashes"
        case .malformedHash(let line): "line \(line) of the proof is no hash"
        case .checkpoint(let error): "the checkpoint of the proof does not count: \(error)"
        case .notIncluded(let index, let size):
            "the entry is not number \(index) of the \(size) entries that the log signed: entry or proof was changed"
        case .entry(let error): "the log holds the entry, but \(error)"
        case .otherIndex(let entry, let proof):
            "the entry says that it is number \(entry) of the log, and stands at \(proof)"
        }
    }
}
