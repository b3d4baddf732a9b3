// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Crypto

/// A SHA-256 hash in a tree of entries (RFC 6962, section 2.1).
public struct LogHash: Hashable, Sendable {
    /// The number of bytes of a hash.
    public static let length = 32

    /// The root of a tree without entries: the hash of nothing.
    public static let empty = LogHash(SHA256.hash(data: [UInt8]()))

    /// The hash, 32 bytes.
    public let bytes: [UInt8]

    /// Takes the bytes of a hash; any other number of bytes than 32 gives nil.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = Array(bytes)
    }

    /// Hashes an entry as a leaf: SHA-256 of 0x00 and the entry.
    public static func leaf(of entry: [UInt8]) -> LogHash {
        var hasher = SHA256()
        hasher.update(0)
        hasher.update(entry)
        return LogHash(hasher.finalize())
    }

    /// Hashes two subtrees as the node above them: SHA-256 of 0x01 and both hashes.
    public static func node(_ left: LogHash, _ right: LogHash) -> LogHash {
        var hasher = SHA256()
        hasher.update(1)
        hasher.update(left.bytes)
        hasher.update(right.bytes)
        return LogHash(hasher.finalize())
    }

    /// The root of the perfect tree above hashes: 32 bytes for each, and a power of two of them.
    static func root(ofPerfectTree hashes: ArraySlice<UInt8>) -> LogHash {
        // In place, because a proof takes hundreds of these hashes.
        var nodes = Array(hashes)
        var count = nodes.count / length
        nodes.withUnsafeMutableBytes { bytes in
            while count > 1 {
                count /= 2
                for index in 0..<count {
                    var hasher = SHA256()
                    hasher.update(1)
                    let pair = bytes[2 * index * length..<(2 * index + 2) * length]
                    hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: pair))
                    hasher.finalize().withUnsafeBytes { node in
                        UnsafeMutableRawBufferPointer(rebasing: bytes[(index * length)...]).copyMemory(from: node)
                    }
                }
            }
        }
        return LogHash(unchecked: Array(nodes.prefix(length)))
    }

    private init(_ digest: SHA256Digest) {
        self.init(unchecked: digest.withUnsafeBytes { Array($0) })
    }

    private init(unchecked bytes: [UInt8]) {
        self.bytes = bytes
    }
}

extension SHA256 {
    fileprivate mutating func update(_ byte: UInt8) {
        withUnsafeBytes(of: byte) { update(bufferPointer: $0) }
    }

    fileprivate mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update(bufferPointer: $0) }
    }
}
