// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Synchronization
import TagLog

/// What a witness has seen of each log, and its judgement of what it is shown next (C2SP tlog-witness).
///
/// A state is on the disk before its signature leaves: after a crash the witness knows all that it ever signed.
final class WitnessStore: Sendable {
    /// What is answered to a request.
    struct Answer: Equatable, Sendable {
        let status: Int
        let contentType: String
        let body: [UInt8]

        init(_ status: Int, _ body: [UInt8], contentType: String = "text/plain; charset=utf-8") {
            self.status = status
            self.contentType = contentType
            self.body = body
        }

        init(_ status: Int, _ text: String) { self.init(status, Array("\(text)\n".utf8)) }
    }

    private static let limit = 1 << 20

    private let directory: String
    private let signer: CosignatureSigner
    private let logs: [NoteKey]
    private let now: @Sendable () -> Timestamp
    /// One request is judged at a time: what it is judged by must be what is there when it is stored.
    private let turn = Mutex(())

    init(directory: String, signer: CosignatureSigner, logs: [NoteKey], now: @escaping @Sendable () -> Timestamp) {
        self.directory = directory
        self.signer = signer
        self.logs = logs
        self.now = now
    }

    /// The key that verifies what the witness signs.
    var key: NoteKey { signer.key }

    /// Judges a new state of a log, stores it and signs it.
    ///
    /// - Throws: ``CommandFailure`` when the state cannot be read or stored; then nothing is signed.
    func add(_ body: [UInt8]) throws -> Answer {
        let request: AddCheckpoint
        do throws(AddCheckpointError) {
            request = try AddCheckpoint(parsing: body)
        } catch {
            return Answer(400, "\(error)")
        }
        return try turn.withLock { _ in
            let origin = request.checkpoint.checkpoint.origin
            let known = try stored(LogMemory.hexadecimal(origin))
            let judgement = Witness.judge(request, known: known.map { Witness.Known($0.checkpoint) }, keys: logs)
            switch judgement {
            case .sign: return try signed(request.checkpoint)
            case .conflict(let size):
                return Answer(409, AddCheckpoint.conflictBody(size: size), contentType: "text/x.tlog.size")
            case .unknownOrigin: return Answer(404, "\(judgement)")
            case .forbidden: return Answer(403, "\(judgement)")
            case .unprocessable:
                try keepEvidence(request.checkpoint, against: known)
                return Answer(422, "\(judgement)")
            case .badRequest: return Answer(400, "\(judgement)")
            }
        }
    }

    /// The newest state of a log that was signed, by the SHA-256 of the log's origin.
    func newest(_ hash: String) throws -> Answer {
        let digits = hash.utf8
        guard digits.count == 64, digits.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
            let stored = try stored(hash)
        else { return Answer(404, "no checkpoint of such a log was seen") }
        return Answer(200, stored.bytes)
    }

    private func signed(_ checkpoint: SignedCheckpoint) throws -> Answer {
        let cosigned = try checkpoint.cosigned(by: signer, at: now())
        let path = path(LogMemory.hexadecimal(checkpoint.checkpoint.origin))
        try DurableFile.makeDirectory("\(directory)/logs")
        try DurableFile.write(cosigned.bytes, to: path)
        let own = cosigned.note.signatures.filter { $0.isBy(key) }
        return Answer(200, own.flatMap { Array("\($0.line)\n".utf8) })
    }

    /// Reads what was signed last; what the witness did not sign itself is no memory of it.
    private func stored(_ hash: String) throws -> SignedCheckpoint? {
        let path = path(hash)
        guard let bytes = try DurableFile.read(path, limit: Self.limit) else { return nil }
        do {
            let checkpoint = try SignedCheckpoint(parsing: bytes)
            guard LogMemory.hexadecimal(checkpoint.checkpoint.origin) == hash,
                try !checkpoint.cosignatures(by: [key]).isEmpty
            else { throw CommandFailure(.integrity, "this witness did not sign it") }
            return checkpoint
        } catch {
            let reason = (error as? CommandFailure)?.message ?? "\(error)"
            throw CommandFailure(.integrity, "what was signed of a log is damaged: \(path)", cause: .own(reason))
        }
    }

    /// Keeps both states of a log that contradict each other; the newest finding of a log is enough.
    private func keepEvidence(_ presented: SignedCheckpoint, against known: SignedCheckpoint?) throws {
        let place = "\(directory)/evidence/\(LogMemory.hexadecimal(presented.checkpoint.origin))"
        try DurableFile.makeDirectory(place)
        if let known { try DurableFile.write(known.bytes, to: "\(place)/signed.checkpoint") }
        try DurableFile.write(presented.bytes, to: "\(place)/presented.checkpoint")
    }

    private func path(_ hash: String) -> String { "\(directory)/logs/\(hash).checkpoint" }
}
