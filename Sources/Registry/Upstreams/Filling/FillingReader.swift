// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import NIOCore
internal import OCIModel
internal import Storage

/// A blob that is read while it comes from an upstream; reading waits for the bytes.
///
/// It throws when they do not come or turn out wrong, always before the last of them was read.
struct FillingReader: BlobReader {
    let filling: Filling
    let content: any UploadReader

    var size: Int64 { filling.blob.size }

    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        let end = min(size, offset + Int64(count))
        guard offset < end else { return ByteBuffer() }
        try await filling.released(to: end)
        return try await content.read(offset..<end)
    }

    /// Gives as much of a range as there is, at least one byte.
    func region(_ range: Range<Int64>) async throws -> FileRegion? {
        guard !range.isEmpty else { return try await content.region(range) }
        let end = try await filling.released(after: range.lowerBound)
        return try await content.region(range.lowerBound..<min(range.upperBound, end))
    }
}

/// A blob that was only asked about: it has a size, and nothing was fetched.
struct DescribedBlob: BlobReader {
    let size: Int64

    func read(at offset: Int64, count: Int) async throws -> ByteBuffer {
        throw RegistryError(.blobUnknown, "the blob was only asked about, so its bytes are not here")
    }
}
