// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Testing

@Suite struct ByteStringTests {
    @Test(arguments: [
        ([0x61, 0xc3, 0xa9] as [UInt8], "aé"),
        ([0x61, 0xff, 0x62], "a\\xFFb"),
        ([0xc3], "\\xC3"),
        ([0x0a, 0xc0, 0x80], "\n\\xC0\\x80"),
        ([0xff, 0xe2, 0x82, 0xac], "\\xFF€"),
    ])
    func escapesWhatIsNoText(bytes: [UInt8], text: String) {
        #expect(ByteString(bytes).escaped == text)
        #expect(ByteString(bytes).isText == !text.contains("\\x"))
    }

    @Test func tellsNamesApartThatUnicodeTakesForOne() {
        #expect(ByteString("é".utf8) != ByteString("e\u{301}".utf8))
    }
}
