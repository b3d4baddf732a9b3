// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CZlib

/// Decodes gzip: any number of members one after another, and zeros after the last.
///
/// zlib checks the CRC and the length of each member.
final class GzipDecoder: StreamDecoder {
    private enum Position {
        case member
        /// A member is complete; another may follow.
        case betweenMembers
        /// Zeros fill up a block of a tape; nothing else may follow.
        case padding
    }

    private static let foreignBytes = StreamFailure.malformed("there are bytes that are not gzip after the gzip data")

    // zlib remembers the address of the stream, so it has one of its own.
    private let stream: UnsafeMutablePointer<z_stream>
    private var position = Position.member

    init() throws(StreamFailure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let windowBits = Int32(15)
        let gzipOnly = Int32(16)
        let size = Int32(MemoryLayout<z_stream>.size)
        guard inflateInit2_(stream, windowBits + gzipOnly, ZLIB_VERSION, size) == Z_OK else {
            // All stored properties are set, so deinit runs and gives the memory back; zlib allows inflateEnd here.
            throw .limitExceeded("there is no memory to decompress gzip")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deinitialize(count: 1)
        stream.deallocate()
    }

    private(set) var memberCount = 0

    var isComplete: Bool { position != .member }

    func decode(
        _ input: inout UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(StreamFailure) -> Int {
        var made = 0
        while made < output.count {
            switch position {
            case .member:
                let isStalled = try inflate(&input, output, &made)
                if isStalled || position == .betweenMembers { return made }
            case .betweenMembers:
                guard let next = input.first else { return made }
                switch next {
                case 0x1f: position = .member
                case 0: position = .padding
                default: throw Self.foreignBytes
                }
            case .padding:
                guard input.isZero else { throw Self.foreignBytes }
                _ = input.take(input.count)
                return made
            }
        }
        return made
    }

    /// Inflates once.
    ///
    /// - Returns: True if zlib needs more input before it can go on.
    private func inflate(
        _ input: inout UnsafeRawBufferPointer,
        _ output: UnsafeMutableRawBufferPointer,
        _ made: inout Int
    ) throws(StreamFailure) -> Bool {
        let offered = Int(UInt32(clamping: input.count))
        let room = Int(UInt32(clamping: output.count - made))
        // zlib only reads what next_in points to.
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        )
        stream.pointee.avail_in = UInt32(offered)
        stream.pointee.next_out = output.baseAddress?.advanced(by: made).assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(stream, Z_NO_FLUSH)
        let used = offered - Int(stream.pointee.avail_in)
        let written = room - Int(stream.pointee.avail_out)
        _ = input.take(used)
        made += written

        switch status {
        case Z_STREAM_END:
            inflateReset(stream)
            position = .betweenMembers
            memberCount += 1
            return false
        case Z_OK, Z_BUF_ERROR:
            return input.isEmpty && made < output.count
        case Z_MEM_ERROR:
            throw .limitExceeded("there is no memory to decompress gzip")
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's status is \(status)"
            throw .malformed("the gzip data is damaged: \(reason)")
        }
    }
}
