// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// A file that proves, without network, that an event stands in a repository's log (C2SP tlog-proof).
///
/// It carries the entry itself as its extra line. That line is trusted for nothing but its hash: the leaf of the proof
/// is made from it. The proof says what was logged at the checkpoint's size, not that nothing came later.
public struct TagProof: Hashable, Sendable {
    /// The most bytes of a proof.
    public static let maximumSize = 262_144
    private static let heading = "c2sp.org/tlog-proof@v1"
    private static let maximumHashes = 63

    /// The bytes of the entry.
    public let entry: [UInt8]
    /// The path from the entry to the root.
    public let proof: InclusionProof
    /// The signed root.
    public let checkpoint: SignedCheckpoint

    /// Puts a proof together; ``verify(by:)`` tells whether its parts fit.
    public init(entry: [UInt8], proof: InclusionProof, checkpoint: SignedCheckpoint) {
        self.entry = entry
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads a proof without verifying it.
    ///
    /// - Throws: ``TagProofError`` when the bytes are no proof of an entry, or one beyond the bounds.
    public init(parsing bytes: [UInt8]) throws(TagProofError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(limit: Self.maximumSize) }
        // The first empty line ends the proof: no line of it is empty, the checkpoint has an empty line of its own.
        let breaks = zip(bytes.indices, bytes.indices.dropFirst())
            .first { bytes[$0] == NoteSyntax.lineEnd && bytes[$1] == NoteSyntax.lineEnd }
        guard let split = breaks?.0, let lines = NoteSyntax.lines(bytes[...split]),
            lines.first?.elementsEqual(Self.heading.utf8) == true
        else { throw .notAProof }
        guard lines.count > 1, let extra = Self.value(of: "extra", in: lines[1]) else { throw .noEntry }
        guard let entry = NoteSyntax.base64(extra), entry.count <= LogEntry.maximumSize else { throw .malformedEntry }
        guard lines.count > 2, let index = Self.value(of: "index", in: lines[2]).flatMap({ NoteSyntax.number($0) })
        else {
            throw .malformedIndex
        }
        guard lines.count - 3 <= Self.maximumHashes else { throw .tooManyHashes(limit: Self.maximumHashes) }
        var hashes: [LogHash] = []
        for (place, line) in lines.enumerated().dropFirst(3) {
            guard let hash = NoteSyntax.hash(line) else { throw .malformedHash(line: place + 1) }
            hashes.append(hash)
        }
        let checkpoint: SignedCheckpoint
        do throws(NoteError) {
            checkpoint = try SignedCheckpoint(parsing: Array(bytes[(split + 2)...]))
        } catch {
            throw .checkpoint(error)
        }
        self.init(
            entry: entry,
            proof: InclusionProof(index: index, size: checkpoint.checkpoint.size, hashes: hashes),
            checkpoint: checkpoint
        )
    }

    /// The proof as it is stored and sent.
    public var bytes: [UInt8] {
        let lines =
            [Self.heading, "extra \(Base64.encode(entry))", "index \(proof.index)"]
            + proof.hashes.map { Base64.encode($0.bytes) }
        return lines.flatMap { Array($0.utf8) + [NoteSyntax.lineEnd] } + [NoteSyntax.lineEnd] + checkpoint.bytes
    }

    /// Verifies signature and path, and gives the event that is proven.
    ///
    /// - Throws: ``TagProofError``: the log did not sign the checkpoint, or the entry is not in it at this place.
    public func verify(by key: NoteKey) throws(TagProofError) -> LogEntry {
        do throws(NoteError) {
            try checkpoint.verify(by: key)
        } catch {
            throw .checkpoint(error)
        }
        guard proof.size == checkpoint.checkpoint.size,
            proof.verifies(leaf: .leaf(of: entry), root: checkpoint.checkpoint.root)
        else { throw .notIncluded(index: proof.index, size: checkpoint.checkpoint.size) }
        let event: LogEntry
        do throws(LogEntryError) {
            event = try LogEntry(parsing: entry)
        } catch {
            throw .entry(error)
        }
        guard event.index == proof.index else { throw .otherIndex(entry: event.index, proof: proof.index) }
        return event
    }

    private static func value(of name: String, in line: [UInt8]) -> ArraySlice<UInt8>? {
        let beginning = Array("\(name) ".utf8)
        return line.starts(with: beginning) ? line.dropFirst(beginning.count) : nil
    }
}
