// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import GRDB
internal import OCIModel

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Digests of layers as bytes: for each the length of its hash, which tells the algorithm, and the hash.
struct LayersBlob: DatabaseValueConvertible {
    let digests: [Digest]

    init(_ digests: some Sequence<Digest>) {
        self.digests = Array(digests)
    }

    var databaseValue: DatabaseValue {
        var bytes: [UInt8] = []
        for digest in digests {
            bytes.append(UInt8(truncatingIfNeeded: digest.algorithm.byteCount))
            bytes += Self.bytes(digest.hex)
        }
        return Data(bytes).databaseValue
    }

    static func fromDatabaseValue(_ value: DatabaseValue) -> LayersBlob? {
        guard var rest = Data.fromDatabaseValue(value)?[...] else { return nil }
        var digests: [Digest] = []
        while let count = rest.popFirst() {
            guard let algorithm = Digest.Algorithm.allCases.first(where: { $0.byteCount == Int(count) }),
                rest.count >= algorithm.byteCount
            else { return nil }
            digests.append(Digest(algorithm: algorithm, hash: rest.prefix(algorithm.byteCount)))
            rest.removeFirst(algorithm.byteCount)
        }
        return LayersBlob(digests)
    }

    /// The bytes of lower-case hexadecimal text.
    private static func bytes(_ hex: String) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(hex.utf8.count / 2)
        var digits = hex.utf8.makeIterator()
        while let high = digits.next(), let low = digits.next() { bytes.append(value(high) << 4 | value(low)) }
        return bytes
    }

    private static func value(_ digit: UInt8) -> UInt8 {
        digit < UInt8(ascii: "a") ? digit &- UInt8(ascii: "0") : digit &- UInt8(ascii: "a") &+ 10
    }
}
