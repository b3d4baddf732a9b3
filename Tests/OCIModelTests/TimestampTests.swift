// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("1970-01-01T00:00:00.000001Z", 1),
            ("1970-01-02T00:00:00Z", 86_400_000_000),
            ("1969-12-31T23:59:59.999999Z", -1),
            ("1969-12-31T00:00:00Z", -86_400_000_000),
            ("2000-01-01T00:00:00Z", 946_684_800_000_000),
            ("2001-09-09T01:46:40Z", 1_000_000_000_000_000),
            ("2038-01-19T03:14:08Z", 2_147_483_648_000_000),
            // Leap days, in every kind of year.
            ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000_000),
            ("2024-03-01T00:00:00Z", 1_709_251_200_000_000),
            ("2023-02-28T23:59:59Z", 1_677_628_799_000_000),
            ("2023-03-01T00:00:00Z", 1_677_628_800_000_000),
            ("1900-02-28T23:59:59Z", -2_203_891_201_000_000),
            ("1900-03-01T00:00:00Z", -2_203_891_200_000_000),
            // The first and the last moment that four digits of year can write.
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
            // Offsets; they may cross a day, a year and 1970.
            ("2024-01-01T01:00:00+01:00", 1_704_067_200_000_000),
            ("2023-12-31T18:30:00-05:30", 1_704_067_200_000_000),
            ("2024-01-01T00:00:00+00:00", 1_704_067_200_000_000),
            ("2024-01-01T00:00:00-00:00", 1_704_067_200_000_000),
            ("2024-01-01T23:59:00+23:59", 1_704_067_200_000_000),
            ("1970-01-01T00:00:00+00:01", -60_000_000),
            // Fractions, cut to microseconds.
            ("1970-01-01T00:00:00.5Z", 500_000),
            ("1970-01-01T00:00:00.000000Z", 0),
            ("1970-01-01T00:00:00.123456789Z", 123_456),
            ("1970-01-01T00:00:00.999999999999Z", 999_999),
            ("1969-12-31T23:59:59.25+00:00", -750_000),
            // What RFC 3339 lets writers vary.
            ("1970-01-01t00:00:01z", 1_000_000),
            ("1970-01-01 00:00:01Z", 1_000_000),
            // A leap second is the second that follows it.
            ("2016-12-31T23:59:60Z", 1_483_228_800_000_000),
        ] as [(String, Int64)]
    )
    func readsAMoment(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "Z", "2024", "2024-01-01", "2024-01-01T00:00Z", "2024-01-01T00:00:00", "20240101T000000Z",
        "2024-00-01T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-00T00:00:00Z", "2024-01-32T00:00:00Z",
        "2024-04-31T00:00:00Z", "2024-02-30T00:00:00Z", "2023-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:61Z",
        "2024-01-01T00:00:00+1:00", "2024-01-01T00:00:00+0100", "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:00:00+00:60", "2024-01-01T00:00:00+", "2024-01-01T00:00:00 Z",
        "2024-01-01T00:00:00.Z", "2024-01-01T00:00:00,5Z", "2024-01-01T00:00:00.1234567890123Z",
        "2024-01-01T00:00:00.5", "2024-01-01T00:00:00ZZ", "2024-01-01T00:00:00Z ", " 2024-01-01T00:00:00Z",
        "+2024-01-01T00:00:00Z", "-024-01-01T00:00:00Z", "12024-01-01T00:00:00Z", "2024-01-01T00:00:-1Z",
        "2024-01-01T00:00:0٣Z", "２０２４-01-01T00:00:00Z", "2024-01-01T00:00:00Z\0", "now",
    ])
    func readsNothingElse(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000000Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (-1_000_000, "1969-12-31T23:59:59.000000Z"),
            (-86_400_000_001, "1969-12-30T23:59:59.999999Z"),
            (1_709_164_800_000_000, "2024-02-29T00:00:00.000000Z"),
            (951_782_400_000_010, "2000-02-29T00:00:00.000010Z"),
            (-2_203_891_200_000_000, "1900-03-01T00:00:00.000000Z"),
            (-62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
            (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ] as [(Int64, String)]
    )
    func writesRFC3339(microseconds: Int64, text: String) {
        let moment = Timestamp(microseconds: microseconds)
        #expect(moment.rfc3339 == text)
        #expect(moment.description == text)
    }

    @Test func readsWhatItWrites() {
        var generator = SequenceGenerator()
        for _ in 0..<5_000 {
            let microseconds = Int64.random(in: -62_135_596_800_000_000...253_402_300_799_999_999, using: &generator)
            let moment = Timestamp(microseconds: microseconds)
            #expect(Timestamp(moment.rfc3339) == moment)
        }
    }

    @Test func textIsOrderedAsTimeIs() {
        var generator = SequenceGenerator()
        let moments = (0..<500).map { _ in
            Timestamp(microseconds: .random(in: -10_000_000_000_000_000...10_000_000_000_000_000, using: &generator))
        }
        #expect(moments.sorted().map(\.rfc3339) == moments.map(\.rfc3339).sorted())
    }

    @Test(
        arguments: [
            (0, 0), (999_999, 0), (1_000_000, 1), (-1, -1), (-999_999, -1), (-1_000_000, -1), (-1_000_001, -2),
        ] as [(Int64, Int64)]
    )
    func secondsAreRoundedDown(microseconds: Int64, seconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).seconds == seconds)
    }

    @Test(
        arguments: [
            (0, .seconds(1), 1_000_000),
            (0, .microseconds(1), 1),
            (0, .nanoseconds(999), 0),
            (0, .milliseconds(-1_500), -1_500_000),
            (-1, .microseconds(1), 0),
            (1_500_000, .seconds(-2), -500_000),
            (0, .seconds(86_400 * 365), 31_536_000_000_000),
        ] as [(Int64, Duration, Int64)]
    )
    func advancesByADuration(start: Int64, duration: Duration, end: Int64) {
        #expect(Timestamp(microseconds: start).advanced(by: duration) == Timestamp(microseconds: end))
    }
}

/// Numbers that look random and are the same in every run.
private struct SequenceGenerator: RandomNumberGenerator {
    private var state: UInt64 = 0x2545_f491_4f6c_dd1d

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
