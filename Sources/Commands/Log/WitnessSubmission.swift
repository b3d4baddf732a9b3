// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import TagLog

/// Shows the state of a log to a witness and takes its signature (C2SP tlog-witness).
struct WitnessSubmission {
    private static let patience = TimeAmount.seconds(30)

    /// Where the witness is.
    let address: String
    /// The keys of the witnesses that count.
    let keys: [NoteKey]

    /// The checkpoint with the signature of the witness.
    func cosigned(_ checkpoint: SignedCheckpoint, of log: WatchedLog) async throws -> SignedCheckpoint {
        var oldSize: Int64 = 0
        // The witness says which state it knows; that it moves on meanwhile is possible, but not for long.
        for _ in 0..<4 {
            let size = checkpoint.checkpoint.size
            guard oldSize <= size else {
                throw CommandFailure(
                    .integrity,
                    "the witness \(address) has seen \(oldSize) entries of the log of \(log.reader.place), which shows \(size)",
                    advice: "Compare: holdfast log audit \(log.reader.place)"
                )
            }
            let proof =
                oldSize == 0 || oldSize == size ? [] : try await log.reader.consistency(from: oldSize, to: size).hashes
            let request = AddCheckpoint(oldSize: oldSize, proof: proof, checkpoint: checkpoint)
            let (status, bytes) = try await send(request.bytes)
            switch status {
            case 200:
                do throws(NoteError) {
                    return try checkpoint.adding(signatureLines: bytes, by: keys)
                } catch {
                    throw CommandFailure(
                        .integrity,
                        "the signature of the witness \(address) does not count",
                        cause: .own("\(error)")
                    )
                }
            case 409:
                guard let known = AddCheckpoint.size(inConflictBody: bytes), known != oldSize else {
                    throw refusal(status, bytes)
                }
                oldSize = known
            default: throw refusal(status, bytes)
            }
        }
        throw CommandFailure(
            .registry,
            "the witness \(address) names another state again and again",
            advice: "Try again."
        )
    }

    private func send(_ body: [UInt8]) async throws -> (Int, [UInt8]) {
        var base = address
        while base.hasSuffix("/") { base.removeLast() }
        var request = HTTPClientRequest(url: "\(base)/add-checkpoint")
        request.method = .POST
        request.headers = ["User-Agent": "holdfast"]
        request.body = .bytes(ByteBuffer(bytes: body))
        let prepared = request
        do {
            return try await HTTPClient.withHTTPClient(
                configuration: HTTPClient.Configuration(redirectConfiguration: .disallow)
            ) { http in
                let response = try await http.execute(prepared, timeout: Self.patience)
                let bytes = try await response.body.collect(upTo: SignedNote.maximumSize)
                return (Int(response.status.code), Array(bytes.readableBytesView))
            }
        } catch {
            throw CommandFailure(.registry, "the witness \(address) does not answer", cause: .own("\(error)"))
        }
    }

    private func refusal(_ status: Int, _ bytes: [UInt8]) -> CommandFailure {
        let words = String(decoding: bytes.prefix(400), as: UTF8.self)
        return CommandFailure(
            status == 422 ? .integrity : .registry,
            "the witness \(address) does not sign the checkpoint (\(status))",
            cause: words.isEmpty ? nil : .own("the witness says: \"\(words)\"")
        )
    }
}
