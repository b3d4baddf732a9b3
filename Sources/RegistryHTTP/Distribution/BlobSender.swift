// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Hummingbird
internal import NIOCore
internal import Registry
internal import Storage

/// Sends a blob, or a part of it: as regions of its file where the connection can, else in chunks.
struct BlobSender: Sendable {
    /// How much is passed to the kernel at a time: large enough to cost little, small enough that a client which takes
    /// nothing is noticed.
    private static let regionSize: Int64 = 2 << 20
    /// Below this a chunk is as cheap as a region.
    private static let smallest: Int64 = 64 << 10

    let reader: any BlobReader
    let range: Range<Int64>
    let channel: any Channel

    @concurrent
    func send(to writer: inout any ResponseBodyWriter) async throws {
        if range.upperBound - range.lowerBound < Self.smallest {
            try await sendChunks(to: &writer)
        } else if try await !sendRegions() {
            try await sendChunks(to: &writer)
        }
        try await writer.finish(nil)
    }

    /// Sends everything as regions; false when the store or the connection has no use for them and nothing was sent.
    private func sendRegions() async throws -> Bool {
        var position = range.lowerBound
        guard var region = try await reader.region(piece(at: position)) else { return false }
        while true {
            let following = piece(at: position + Int64(region.readableBytes))
            // The next piece is brought into memory while this one is on its way out.
            async let next = following.isEmpty ? nil : reader.region(following)
            do {
                try await channel.triggerUserOutboundEvent(SendFileRegion(region: region))
            } catch ChannelError.operationUnsupported where position == range.lowerBound {
                _ = try await next
                return false
            }
            position = following.lowerBound
            guard let upcoming = try await next else { return true }
            region = upcoming
        }
    }

    private func piece(at position: Int64) -> Range<Int64> {
        position..<min(position + Self.regionSize, range.upperBound)
    }

    @concurrent
    private func sendChunks(to writer: inout any ResponseBodyWriter) async throws {
        var chunks = BlobChunks(reader: reader, range: range).makeAsyncIterator()
        while let chunk = try await chunks.next() { try await writer.write(chunk) }
    }
}
