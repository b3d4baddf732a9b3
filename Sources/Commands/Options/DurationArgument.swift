// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A span of time as one writes it on the command line: `90s`, `15m`, `12h`, `30d`, `2w`, or several as in `1h30m`.
struct DurationArgument: Equatable {
    /// The span in whole seconds.
    let seconds: Int64

    /// The span.
    var duration: Duration { .seconds(seconds) }

    init(parsing text: String) throws(DurationArgumentError) {
        var total: Int64 = 0
        var number: Int64?
        for byte in text.utf8 {
            if (0x30...0x39).contains(byte) {
                let (product, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
                guard !overflow, product <= Self.maximum else { throw .tooLong }
                number = product + Int64(byte - 0x30)
                continue
            }
            guard let unit = Self.unit(byte), let count = number else { throw .malformed }
            let (product, overflow) = count.multipliedReportingOverflow(by: unit)
            guard !overflow, product <= Self.maximum - total else { throw .tooLong }
            total += product
            number = nil
        }
        guard number == nil, total > 0 else { throw .malformed }
        self.seconds = total
    }

    /// A hundred years; more is a slip of the finger.
    private static let maximum: Int64 = 36_525 * 86_400

    private static func unit(_ byte: UInt8) -> Int64? {
        switch byte {
        case UInt8(ascii: "s"): 1
        case UInt8(ascii: "m"): 60
        case UInt8(ascii: "h"): 3600
        case UInt8(ascii: "d"): 86_400
        case UInt8(ascii: "w"): 604_800
        default: nil
        }
    }
}

/// What is wrong with a span of time.
enum DurationArgumentError: Error, Equatable {
    case malformed
    case tooLong
}

extension DurationArgumentError: CustomStringConvertible {
    var description: String {
        switch self {
        case .malformed: "a span of time is written like 90s, 15m, 12h, 30d or 2w"
        case .tooLong: "the span of time is longer than a hundred years"
        }
    }
}
