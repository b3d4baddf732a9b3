// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Registry
import RegistryDouble
import Storage
import Testing

/// An image with one large layer in an upstream, and ways to read that layer.
struct LargeImage {
    static let size = 3 << 20

    let image: Image

    /// Makes an image whose layer differs from seed to seed.
    init(_ seed: Int = 1) {
        var text = ""
        text.reserveCapacity(Self.size)
        var line = seed * 1_000_000_000
        while text.utf8.count < Self.size {
            text += "line \(line) of the layer\n"
            line += 7
        }
        image = Image("large \(seed)", layers: [Image.Layer(text: String(text.prefix(Self.size)))])
    }

    var layer: ByteBuffer { image.blobs[1] }
    var digest: Digest { Digest(of: layer) }
    /// The requests for the layer.
    var requests: Selection { Selection("GET", "/blobs/\(digest)") }

    func part(_ range: Range<Int>) -> ByteBuffer? {
        layer.getSlice(at: layer.readerIndex + range.lowerBound, length: range.count)
    }
}

extension FrontedRegistry {
    /// Puts an image into the upstream and pulls its manifest alone.
    func offer(_ large: LargeImage, as tag: Tag = "1.0") async throws {
        try upstream.put(large.image, as: tag)
        _ = try await pull(tag)
        upstream.forgetRequests()
    }

    func open(
        _ digest: Digest,
        in repository: RepositoryName = .fronted,
        for purpose: PullPurpose = .content,
        by caller: Caller = .eve
    ) async throws -> any BlobReader {
        try await registry.blob(digest, in: repository, for: purpose, by: caller)
    }

    /// Reads a whole blob in chunks.
    func read(_ digest: Digest, in repository: RepositoryName = .fronted) async throws -> ByteBuffer {
        var bytes = ByteBuffer()
        for try await chunk in BlobChunks(reader: try await open(digest, in: repository)) {
            bytes.writeImmutableBuffer(chunk)
        }
        return bytes
    }

    /// Tells whether a repository has a blob, with its bytes.
    func has(_ digest: Digest, in repository: RepositoryName = .fronted) async throws -> Bool {
        let isLinked = try await test.metadata.read { try $0.blob(digest, in: repository) != nil }
        guard isLinked else { return false }
        return try await test.blobs.verify(digest) != .missing
    }

    /// The files of uploads, when there are files.
    func uploads() throws -> [String] { try test.files?.uploads() ?? [] }
}
