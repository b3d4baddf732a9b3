// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The moment that a cosignature carries before its 64 bytes: seconds since 1970, eight bytes, largest first.
struct CosignatureTime {
    static let length = 8
    /// The last second that a `Timestamp` can tell.
    private static let last = Int64.max / 1_000_000

    let seconds: Int64

    init?(seconds: Int64) {
        guard (0...Self.last).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Reads the time of a whole cosignature; nil when it has another length or a time that cannot be.
    init?(_ cosignature: [UInt8]) {
        guard cosignature.count == Self.length + 64 else { return nil }
        let number = cosignature.prefix(Self.length).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let seconds = Int64(exactly: number) else { return nil }
        self.init(seconds: seconds)
    }

    var bytes: [UInt8] { stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: seconds >> $0) } }

    var timestamp: Timestamp { Timestamp(microseconds: seconds * 1_000_000) }

    /// What is signed for a checkpoint.
    func message(over text: [UInt8]) -> [UInt8] {
        Array("cosignature/v1\ntime \(seconds)\n".utf8) + text
    }
}
