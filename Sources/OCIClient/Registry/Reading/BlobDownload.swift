// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import OCIModel

/// A blob of a registry on its way in.
struct BlobDownload: Sendable {
    let repository: RemoteRepository
    let blob: Descriptor

    /// The bytes that must come between two failures, for the second to count as a first.
    static let progressThatCounts: Int64 = 1 << 20

    /// Asks for the bytes from an offset on.
    func request(from offset: Int64) async throws -> RegistryAnswer {
        var request = RegistryRequest(
            url: try repository.url("blobs/\(blob.digest)"),
            lane: .download,
            purpose: "read blob \(blob.digest) of \(repository.description)"
        )
        if offset > 0 { request.headers.add(name: "Range", value: "bytes=\(offset)-") }
        let isAtEnd = offset > 0 && offset == blob.size
        let expected: Set<Int> = offset == 0 ? [200] : isAtEnd ? [200, 206, 416] : [200, 206]
        let answer = try await repository.send(request, repository.pulling, expecting: expected)
        try check(answer, offset: offset)
        return answer
    }

    /// Refuses an answer whose head says already that it is not the blob.
    private func check(_ answer: RegistryAnswer, offset: Int64) throws(ClientError) {
        switch answer.status {
        case 200:
            guard let length = answer.contentLength, length != blob.size else { return }
            throw ClientError(
                .integrity,
                "\(repository.description): blob \(blob.digest) is announced with \(length) bytes where its descriptor "
                    + "says \(blob.size)"
            )
        case 206:
            guard let text = answer.header("Content-Range"), let range = ContentRange(text), range.first == offset,
                range.size == nil || range.size == blob.size
            else {
                throw ClientError(
                    .malformed,
                    "\(repository.description): asked for blob \(blob.digest) from byte \(offset) on, the registry sends "
                        + "another part"
                )
            }
        default: return
        }
    }
}

extension BlobDownload {
    /// Reads the bytes, and asks again for the rest when the connection breaks.
    struct Reader {
        private let download: BlobDownload
        private var position: Int64
        /// Bytes to pass over, because the registry sends all where a part was asked for.
        private var surplus: Int64 = 0
        private var answer: RegistryAnswer?
        private var pieces: HTTPClientResponse.Body.AsyncIterator?
        /// What is left of the tries since bytes last came in numbers; nil before the first failure.
        private var budget: RetryBudget?
        private var received: Int64 = 0
        private var hasEnded = false

        init(_ download: BlobDownload, offset: Int64, answer: RegistryAnswer?) {
            self.download = download
            self.position = offset
            if let answer { begin(answer) }
        }

        /// The next piece, or nil at the end.
        mutating func next() async throws -> ByteBuffer? {
            while !hasEnded {
                do {
                    if answer == nil { begin(try await download.request(from: position)) }
                    guard var piece = try await nextPiece() else {
                        guard position >= download.blob.size else { throw HTTPClientError.remoteConnectionClosed }
                        end()
                        return nil
                    }
                    try count(&piece)
                    if piece.readableBytes > 0 { return piece }
                } catch let error as ClientError {
                    end()
                    throw error
                } catch {
                    end()
                    try Task.checkCancellation()
                    try await prepareToResume(after: error)
                }
            }
            return nil
        }

        private mutating func begin(_ answer: RegistryAnswer) {
            self.answer = answer
            self.pieces = answer.stream?.makeAsyncIterator()
            self.surplus = answer.status == 200 ? position : 0
            self.hasEnded = false
        }

        /// Lets the connection and its place go.
        private mutating func end() {
            hasEnded = true
            pieces = nil
            answer?.pass?.leave()
            answer = nil
        }

        private mutating func nextPiece() async throws -> ByteBuffer? {
            try await pieces?.next(isolation: #isolation)
        }

        /// Counts a piece, and takes off what was not asked for.
        private mutating func count(_ piece: inout ByteBuffer) throws(ClientError) {
            if surplus > 0 {
                let skipped = min(surplus, Int64(piece.readableBytes))
                piece.moveReaderIndex(forwardBy: Int(skipped))
                surplus -= skipped
            }
            let length = Int64(piece.readableBytes)
            guard length <= download.blob.size - position else {
                throw BlobCheck.tooLong(download.blob, source: download.repository.description)
            }
            position += length
            received += length
        }

        private mutating func prepareToResume(after error: any Error) async throws {
            let options = download.repository.options
            let clock = options.clock
            let isFresh = received >= BlobDownload.progressThatCounts
            var current = (isFresh ? nil : budget) ?? RetryBudget(options.retries, at: clock.uptime())
            if isFresh { received = 0 }
            let failure = TransportFailure(url: download.repository.address.url, error: error)
            guard let cause = failure.retryCause,
                let pause = current.pause(after: cause, at: clock.uptime(), random: clock.random())
            else { throw failure.clientError(purpose: "read blob \(download.blob.digest)") }
            budget = current
            try await clock.sleep(pause)
            hasEnded = false
        }
    }
}
