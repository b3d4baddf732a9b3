// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel

/// Compares the bytes of a blob with what its descriptor says, while they pass.
struct BlobCheck {
    private let blob: Descriptor
    private let source: String
    private var digest: RunningDigest
    private var count: Int64 = 0

    /// Begins to check a blob; the source's name is for the messages.
    init(_ blob: Descriptor, source: String) {
        self.blob = blob
        self.source = source
        self.digest = RunningDigest(blob.digest.algorithm)
    }

    /// Takes the next piece; more bytes than announced are refused before they are passed on.
    mutating func take(_ piece: ByteBuffer) throws(ClientError) {
        let (sum, overflow) = count.addingReportingOverflow(Int64(piece.readableBytes))
        guard !overflow, sum <= blob.size else {
            throw Self.tooLong(blob, source: source)
        }
        count = sum
        digest.update(piece)
    }

    /// Judges the whole.
    func finish() throws(ClientError) {
        guard count == blob.size else {
            throw ClientError(
                .integrity,
                "\(source): blob \(blob.digest) has \(count) bytes where its descriptor says \(blob.size)"
            )
        }
        let found = digest.digest
        guard found == blob.digest else {
            throw ClientError(.integrity, "\(source): the bytes of blob \(blob.digest) hash to \(found)")
        }
    }

    /// The error for a blob that goes on after its announced end.
    static func tooLong(_ blob: Descriptor, source: String) -> ClientError {
        ClientError(
            .integrity,
            "\(source): blob \(blob.digest) has more than the \(blob.size) bytes its descriptor says"
        )
    }
}
