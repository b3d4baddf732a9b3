// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A moment in UTC, to the microsecond.
public struct Timestamp: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z.
    public let microseconds: Int64

    /// Creates a moment from microseconds since 1970.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Reads an RFC 3339 moment, with or without a fraction, in UTC or with an offset; anything else gives nil.
    public init?(_ text: some StringProtocol) {
        var scanner = TimestampScanner(Array(text.utf8))
        guard let microseconds = scanner.moment() else { return nil }
        self.microseconds = microseconds
    }

    /// Whole seconds since 1970, rounded down.
    public var seconds: Int64 { microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000 }

    /// The moment a duration later; a negative duration is earlier.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(microseconds: microseconds + seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
    }

    /// The moment as RFC 3339 in UTC with six digits of fraction.
    public var rfc3339: String {
        let second = seconds
        let fraction = microseconds - second * 1_000_000
        let day = second >= 0 ? second / 86_400 : (second - 86_399) / 86_400
        let inDay = second - day * 86_400
        let (year, month, dayOfMonth) = CivilDate.date(fromDays: day)
        return Self.padded(year, 4) + "-" + Self.padded(month, 2) + "-" + Self.padded(dayOfMonth, 2) + "T"
            + Self.padded(inDay / 3_600, 2) + ":" + Self.padded(inDay / 60 % 60, 2) + ":" + Self.padded(inDay % 60, 2)
            + "." + Self.padded(fraction, 6) + "Z"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

extension Timestamp: Comparable {
    /// Orders moments by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

extension Timestamp: CustomStringConvertible {
    /// The moment as RFC 3339.
    public var description: String { rfc3339 }
}
