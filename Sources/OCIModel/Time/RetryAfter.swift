// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The `Retry-After` of an answer (RFC 9110, section 10.2.3): seconds, or a date.
public enum RetryAfter {
    /// The most seconds that are passed on: beyond a day the number says no more than "not now".
    private static let longest: Int64 = 86_400

    /// Reads the header: the seconds to wait from a moment on, from none to those of a day; nil when it says nothing.
    ///
    /// - Parameters:
    ///   - text: The header's value.
    ///   - now: The seconds since 1970.
    /// - Returns: The seconds.
    public static func seconds(_ text: String, now: Int64) -> Int64? {
        let digits = text.utf8.drop { $0 == 0x20 }
        if !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) {
            return min(Int64(Substring(digits)) ?? longest, longest)
        }
        guard let moment = Timestamp(httpDate: text) else { return nil }
        return min(max(0, moment.seconds - now), longest)
    }
}
