// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Storage
import Testing

@testable import RegistryHTTP

@Suite struct ReadComparisonsTests {
    private static func subject(_ number: UInt8) -> ComparisonRecord.Subject {
        ComparisonRecord.Subject(from: nil, to: Digest(algorithm: .sha256, hash: [UInt8](repeating: number, count: 32)))
    }

    private static func model(_ settings: Int) -> DiffPageModel {
        var model = DiffPageModel()
        model.settings = Array(
            repeating: .init(field: "env", platform: "p", from: nil, to: nil, severity: .info),
            count: settings
        )
        return model
    }

    @Test func forgetsWhatWasNotShownForLongest() {
        let read = ReadComparisons()
        for number in 0..<8 { read.keep(Self.model(1), of: Self.subject(UInt8(number))) }
        #expect(read.model(of: Self.subject(0)) != nil)
        read.keep(Self.model(1), of: Self.subject(8))
        #expect(read.count == 8)
        #expect(read.model(of: Self.subject(0)) != nil)
        #expect(read.model(of: Self.subject(1)) == nil)
    }

    @Test func keepsNoMoreDifferencesThanTheBoundButAlwaysTheLast() {
        let read = ReadComparisons()
        read.keep(Self.model(20_000), of: Self.subject(1))
        read.keep(Self.model(20_000), of: Self.subject(2))
        #expect(read.count == 2)
        read.keep(Self.model(1), of: Self.subject(3))
        #expect(read.count == 2)
        #expect(read.model(of: Self.subject(1)) == nil)
        read.keep(Self.model(50_000), of: Self.subject(4))
        #expect(read.count == 1)
        #expect(read.model(of: Self.subject(4))?.settings.count == 50_000)
    }
}
