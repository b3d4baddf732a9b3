// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import NIOPosix

/// The file of an upload, open for reading while it grows.
struct FileUploadReader: UploadReader {
    let file: FileBlobReader
    let pool: NIOThreadPool

    func read(_ range: Range<Int64>) async throws -> ByteBuffer {
        try await pool.runIfActive {
            try file.readBlocking(at: range.lowerBound, exactly: Int(range.upperBound - range.lowerBound))
        }
    }

    func region(_ range: Range<Int64>) async throws -> FileRegion? {
        try await file.region(range)
    }

    func another() throws -> any UploadReader {
        FileUploadReader(file: try file.another(), pool: pool)
    }
}
