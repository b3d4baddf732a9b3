// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// An export while it is written: its documents, and what they cannot say.
struct LockExportDraft {
    private let lock: LockFile
    private(set) var documents: [LockExport.Document] = []
    private var reasons: [Place: LockExport.Omission] = [:]

    private struct Place: Hashable {
        let path: String
        let span: Range<Int>

        init(_ found: FoundReference) {
            self.path = found.path
            self.span = found.span
        }
    }

    init(_ lock: LockFile) {
        self.lock = lock
    }

    /// What is left out, in the order of files and bytes.
    var omissions: [LockExport.Omission] {
        reasons.values.sorted {
            ($0.reference.path, $0.reference.span.lowerBound) < ($1.reference.path, $1.reference.span.lowerBound)
        }
    }

    /// The reference with the digest that the lock has for it; without an entry it is left out.
    mutating func pinned(_ found: FoundReference) -> Reference? {
        switch found.meaning {
        case .unknown(let reason):
            omit(found, because: reason)
            return nil
        case .known(var reference):
            guard let entry = lock.entry(for: reference) else {
                omit(found, because: "it is not in the lock")
                return nil
            }
            reference.digest = entry.digest
            return reference
        }
    }

    /// Notes that a reference is left out, unless its file already says what the lock does.
    mutating func omit(_ found: FoundReference, because reason: String) {
        if let reference = found.reference, let digest = reference.digest, lock.entry(for: reference)?.digest == digest
        {
            return
        }
        let place = Place(found)
        if reasons[place] == nil { reasons[place] = LockExport.Omission(reference: found, reason: reason) }
    }

    mutating func add(_ path: String, _ bytes: [UInt8]) {
        documents.append(LockExport.Document(path: path, bytes: bytes))
    }

    /// Adds values under the name of the file they belong to: `compose.lock.yaml` for `compose.yaml`.
    mutating func add(_ values: ValueTree, beside source: LockExport.Source) {
        guard !values.isEmpty else { return }
        add(Self.path(beside: source.text.path), Array((YAMLText.heading + values.text).utf8))
    }

    private static func path(beside path: String) -> String {
        let name = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        guard let dot = path[name...].utf8.lastIndex(of: UInt8(ascii: ".")), dot > name else {
            return path + ".lock.yaml"
        }
        return path[..<dot] + ".lock.yaml"
    }
}
