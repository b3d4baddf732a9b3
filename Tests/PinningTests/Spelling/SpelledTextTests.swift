// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct SpelledTextTests {
    private static let source = Array("abcdef".utf8)

    private static var text: SpelledText {
        var text = SpelledText(at: 0)
        text.append(0..<2, of: source)
        text.append("--".utf8, for: 2..<3)
        text.append(3..<6, of: source)
        return text
    }

    private static let ranges: [(Range<Int>, Range<Int>?)] = [
        (0..<2, 0..<2), (1..<2, 1..<2), (4..<7, 3..<6), (5..<6, 4..<5), (1..<3, nil), (2..<4, nil), (0..<7, nil),
    ]

    @Test(arguments: ranges) func findsTheBytesOfWhatStandsThereAsItIs(range: Range<Int>, source: Range<Int>?) {
        #expect(Self.text.value == "ab--def")
        #expect(Self.text.source(of: range) == source)
    }

    @Test func partsKeepTheirBytes() {
        let part = Self.text.part(1..<6, of: Self.source)
        #expect(part.value == "b--de")
        #expect(part.source(of: 3..<5) == 3..<5)
        #expect(part.source(of: 0..<2) == nil)
    }

    @Test func neighboursBecomeOneStretch() {
        var text = SpelledText(at: 0)
        text.append(0..<2, of: Self.source)
        text.append(2..<4, of: Self.source)
        #expect(text.source(of: 1..<3) == 1..<3)
    }

    private static let caches: [(String, [String])] = [
        ("nginx:1", ["nginx:1"]), ("a, b", ["a", "b"]), ("type=registry,ref=a:1", ["a:1"]),
        ("ref=a:1 , TYPE=registry", ["a:1"]), ("type=gha", []), ("type=local,src=a", []),
        ("type=registry,\"ref=a:1\"", ["a:1"]), ("type=registry", []), ("a,mode=max", []),
    ]

    @Test(arguments: caches) func knowsWhichCachesAreReferences(text: String, references: [String]) {
        let spelled = SpelledText(Array(text.utf8))
        let found = CommaFields(spelled, in: spelled.bytes.indices).cacheReferences
        #expect(found.map { String(decoding: spelled.bytes[spelled.trimmed($0)], as: UTF8.self) } == references)
    }
}
