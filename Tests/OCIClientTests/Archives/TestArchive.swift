// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// A tar archive that a test puts together.
struct TestArchive {
    private var writer = TarWriter()
    private var content: [UInt8] = []

    init() {}

    init(files: [String: String]) {
        for (path, text) in files.sorted(by: { $0.key < $1.key }) { add(path, Array(text.utf8)) }
    }

    init(files: [(path: String, bytes: [UInt8])]) {
        for (path, bytes) in files { add(path, bytes) }
    }

    mutating func add(_ path: String, _ bytes: [UInt8]) {
        add(TarEntry(path: ByteString(path.utf8), size: Int64(bytes.count)), bytes)
    }

    mutating func add(_ path: String, _ kind: TarEntry.Kind, to target: String) {
        add(TarEntry(path: ByteString(path.utf8), kind: kind, linkTarget: ByteString(target.utf8)), [])
    }

    mutating func add(_ entry: TarEntry, _ bytes: [UInt8]) {
        content += writer.entry(entry) + bytes + TarWriter.padding(after: Int64(bytes.count))
    }

    /// The archive with its end marker.
    var bytes: [UInt8] { content + TarWriter.endMarker }
}

/// Bytes as gzip writes them, without making them smaller.
enum StoredGzip {
    static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]
        var rest = bytes[...]
        repeat {
            let block = rest.prefix(0xffff)
            rest = rest.dropFirst(block.count)
            let size = UInt16(block.count)
            result.append(rest.isEmpty ? 1 : 0)
            result += littleEndian(UInt32(size) | UInt32(~size) << 16) + block
        } while !rest.isEmpty
        return result + littleEndian(checksum(bytes)) + littleEndian(UInt32(bytes.count))
    }

    private static func littleEndian(_ number: UInt32) -> [UInt8] {
        [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        var sum: UInt32 = 0xffff_ffff
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xedb8_8320 : sum >> 1 }
        }
        return ~sum
    }
}
