// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The notation of durations in configuration: a whole number and a unit, such as `30d`, `12h`, `15m`, `90s` or `2w`.
enum DurationText {
    /// The longest duration taken, about a century: enough for any deadline, and nothing overflows.
    static let maximumSeconds: Int64 = 36_525 * 86_400

    /// Reads a duration, which must be longer than nothing.
    static func parse(_ text: String) throws(DurationError) -> Duration {
        let bytes = text.utf8
        let digits = bytes.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, let unit = bytes.last, bytes.count == digits.count + 1 else { throw .form }
        let factor: Int64
        switch unit {
        case UInt8(ascii: "s"): factor = 1
        case UInt8(ascii: "m"): factor = 60
        case UInt8(ascii: "h"): factor = 3_600
        case UInt8(ascii: "d"): factor = 86_400
        case UInt8(ascii: "w"): factor = 7 * 86_400
        default: throw .form
        }
        // Digits that do not fit 64 bits are too long, too.
        guard let number = Int64(Substring(digits)), number <= maximumSeconds / factor else { throw .tooLong }
        guard number > 0 else { throw .zero }
        return .seconds(number * factor)
    }

    /// Writes whole seconds in the largest unit, up to days, that they are a whole number of.
    static func text(of duration: Duration) -> String {
        let seconds = duration.components.seconds
        let units: [(Int64, String)] = [(86_400, "d"), (3_600, "h"), (60, "m")]
        let unit = units.first { seconds % $0.0 == 0 } ?? (1, "s")
        return "\(seconds / unit.0)\(unit.1)"
    }
}

/// Why text is not a duration.
enum DurationError: Error, Hashable {
    case form
    case zero
    case tooLong
}

extension DurationError: CustomStringConvertible {
    var description: String {
        switch self {
        case .form: "must be a whole number with a unit: s, m, h, d or w, such as 30d"
        case .zero: "must be longer than nothing"
        case .tooLong: "is longer than a century"
        }
    }
}
