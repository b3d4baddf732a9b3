// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// What is sent to a witness so that it cosigns a checkpoint (C2SP tlog-witness).
public struct AddCheckpoint: Hashable, Sendable {
    /// The most bytes of a request.
    public static let maximumSize = SignedNote.maximumSize + 4_096
    private static let maximumHashes = 63

    /// The size that the witness is taken to know.
    public let oldSize: Int64
    /// The hashes that prove the new checkpoint to be consistent with that size.
    public let proof: [LogHash]
    /// The new checkpoint.
    public let checkpoint: SignedCheckpoint

    /// Puts a request together.
    public init(oldSize: Int64, proof: [LogHash], checkpoint: SignedCheckpoint) {
        self.oldSize = oldSize
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// Reads the body of a request.
    ///
    /// - Throws: ``AddCheckpointError`` when the bytes are no request, or one beyond the bounds.
    public init(parsing bytes: [UInt8]) throws(AddCheckpointError) {
        guard bytes.count <= Self.maximumSize else { throw .tooLarge(limit: Self.maximumSize) }
        let breaks = zip(bytes.indices, bytes.indices.dropFirst())
            .first { bytes[$0] == NoteSyntax.lineEnd && bytes[$1] == NoteSyntax.lineEnd }
        guard let split = breaks?.0, let lines = NoteSyntax.lines(bytes[...split]), let first = lines.first,
            first.starts(with: Array("old ".utf8)), let oldSize = NoteSyntax.number(first.dropFirst(4))
        else { throw .noOldSize }
        guard lines.count - 1 <= Self.maximumHashes else { throw .tooManyHashes(limit: Self.maximumHashes) }
        var proof: [LogHash] = []
        for (place, line) in lines.enumerated().dropFirst() {
            guard let hash = NoteSyntax.hash(line) else { throw .malformedHash(line: place + 1) }
            proof.append(hash)
        }
        do throws(NoteError) {
            self.init(
                oldSize: oldSize,
                proof: proof,
                checkpoint: try SignedCheckpoint(parsing: Array(bytes[(split + 2)...]))
            )
        } catch {
            throw .checkpoint(error)
        }
    }

    /// The body of the request.
    public var bytes: [UInt8] {
        let lines = ["old \(oldSize)"] + proof.map { Base64.encode($0.bytes) }
        return lines.flatMap { Array($0.utf8) + [NoteSyntax.lineEnd] } + [NoteSyntax.lineEnd] + checkpoint.bytes
    }

    /// Writes the body with which a witness tells the size it knows, of the type `text/x.tlog.size`.
    public static func conflictBody(size: Int64) -> [UInt8] {
        Array("\(size)\n".utf8)
    }

    /// Reads the size that a witness knows from the body of its answer; anything else gives nil.
    public static func size(inConflictBody bytes: [UInt8]) -> Int64? {
        guard bytes.last == NoteSyntax.lineEnd else { return nil }
        return NoteSyntax.number(bytes.dropLast())
    }
}

/// Why bytes are no request to a witness.
public enum AddCheckpointError: Error, Hashable, Sendable {
    /// The request is longer than it may be.
    case tooLarge(limit: Int)
    /// The first line is not the old size.
    case noOldSize
    /// There are more hashes than a proof has.
    case tooManyHashes(limit: Int)
    /// A line that should be a hash is none.
    case malformedHash(line: Int)
    /// What should be a checkpoint is none.
    case checkpoint(NoteError)
}

extension AddCheckpointError: CustomStringConvertible {
    /// What is wrong.
    public var description: String {
        switch self {
        case .tooLarge(let limit): "the request is longer than \(limit) bytes"
        case .noOldSize:
            "the request does not begin with \"old\" and a size, or has no empty line before the checkpoint"
        case .tooManyHashes(let limit): "the request has more than \(limit) hashes"
        case .malformedHash(let line): "line \(line) of the request is no hash"
        case .checkpoint(let error): "\(error)"
        }
    }
}
