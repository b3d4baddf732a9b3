// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

extension Pin {
    /// Writes what is to be written, and tells it.
    ///
    /// - Returns: Whether all edits could be proved.
    /// - Throws: ``PinningError`` when files cannot be written, or, unless the rest is to be written, not proved.
    func write(
        _ outcome: PinOutcome,
        _ found: ReferenceTree,
        isBlocked: Bool,
        to destination: String?,
        _ console: Console
    ) throws -> Bool {
        guard !check else {
            try report.show(outcome.references + found.unread, verb: .pin, on: console)
            return true
        }
        var refused: [TreeChange.Refusal] = []
        var references = outcome.references + found.unread
        if isBlocked {
            // Nothing is edited, so those that could be are as they were.
            for index in references.indices where references[index].isEdit {
                references[index].status = references[index].found.pinnedDigest == nil ? .unpinned : .drifted
                references[index].message = "left as it is, as others could not be judged"
            }
        } else {
            let change = try proven(outcome.edits, on: found.scan, &refused)
            let left = Set(refused.map(\.path))
            for index in references.indices
            where left.contains(references[index].found.path) && references[index].isEdit {
                references[index].status = references[index].found.pinnedDigest == nil ? .unpinned : .drifted
                references[index].message = "left as it is, as the edit could not be proved"
            }
            if paths == ["-"] {
                try writeToOutput(change, found, console)
            } else if dryRun {
                if report.format == .text { try console.data(change.unifiedDiff) }
            } else if let destination {
                try change.writeCopy(of: found.scan, to: destination)
            } else {
                try change.write()
            }
        }
        if report.format == .text, dryRun || paths == ["-"] {
            try report.tell(references, on: console)
        } else {
            try report.show(references, verb: .pin, on: console)
        }
        if !isBlocked, !unpin, let lock = try tree.readLock(for: paths) {
            let others = outcome.changed.count { judged in
                judged.found.reference.map { lock.entry(for: $0)?.digest != judged.digest } ?? false
            }
            if others > 0 {
                try console.talk(
                    "the lock says otherwise of \(Quantity.count(others, "reference")); holdfast lock takes them over"
                )
            }
        }
        if isBlocked { try console.complain("nothing was written; --keep-going writes what can be written") }
        for refusal in refused { try console.complain(refusal.error.description) }
        return refused.isEmpty
    }

    /// The change, of all edits or of those that can be proved.
    private func proven(
        _ edits: [Edit],
        on scan: TreeScan,
        _ refused: inout [TreeChange.Refusal]
    ) throws -> TreeChange {
        // What goes on to something else is as asked for, or not there at all.
        guard keepGoing, paths != ["-"] else { return try TreeChange.prove(edits, on: scan) }
        let (change, left) = TreeChange.proveWhatCanBe(edits, on: scan)
        refused = left
        return change
    }

    private func writeToOutput(_ change: TreeChange, _ found: ReferenceTree, _ console: Console) throws {
        guard !dryRun else { return try console.data(change.unifiedDiff) }
        let bytes = change.files.first?.new ?? found.scan.files.first?.text.bytes ?? []
        // As it is: not even a line feed is added at the end.
        try Surroundings.current.output.write(bytes)
    }
}
