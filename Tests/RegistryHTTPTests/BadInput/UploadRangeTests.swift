// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import RegistryHTTP

@Suite struct UploadRangeTests {
    @Test(
        arguments: [
            ("0-9", 0...9), ("5-5", 5...5), ("bytes 0-9/10", 0...9), ("bytes=2-3", 2...3),
        ] as [(String, ClosedRange<Int64>)]
    )
    func readsAChunk(_ text: String, _ range: ClosedRange<Int64>) {
        #expect(UploadRange.parse(text) == range)
    }

    @Test(arguments: [
        "", "-", "0-", "-9", "9-0", "0-9223372036854775807", "0-9223372036854775808", "a-b", "0-1-2", "-1-2",
    ])
    func refusesWhatIsNoChunk(_ text: String) {
        #expect(UploadRange.parse(text) == nil)
    }
}
