// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct GarbageRaceTests {
    /// A push while garbage is collected is accepted and whole, or told what it lacks and whole when tried again.
    @Test(arguments: Stores.allCases)
    func contentPushedAgainMeanwhileIsNotLost(_ stores: Stores) async throws {
        try await withRegistry(stores, [.open]) { test in
            for round in 0..<25 {
                let image = Image("image", layers: (0..<4).map { .init(text: "layer \($0 % (round % 3 + 2))") })
                try await test.push(image, as: "1.0")
                try await test.delete(image.digest)
                try test.advance(by: .hours(2))
                async let report = test.registry.collectGarbage(.remove, by: .ann)
                async let pushed = refusal { try await test.push(image, as: "1.0") }
                let (_, code) = try await (report, pushed)
                #expect(code == nil || code == .manifestBlobUnknown)
                if code != nil { try await test.push(image, as: "1.0") }
                try await test.expectPulls(image)
                try await test.checkContent()
                try test.advance(by: .days(2))
                try await test.collectGarbage()
                try await test.expectPulls(image)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func blobMountedMeanwhileIsNotLost(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            for round in 0..<25 {
                let blob = ByteBuffer(string: "blob \(round)")
                let digest = Digest(of: blob)
                try await test.upload(blob)
                try test.advance(by: .hours(2))
                async let report = test.registry.collectGarbage(.remove, by: .ann)
                async let mounted = test.registry.mount(digest, from: .app, to: "team/other", by: .ben)
                let (_, isMounted) = try await (report, mounted)
                let code = try await refusal { _ = try await test.registry.blob(digest, in: "team/other", by: .eve) }
                #expect(code == (isMounted ? nil : .blobUnknown))
                try await test.checkContent()
            }
            #expect(try await test.registry.gauges().first { $0.name == "holdfast_corrupt_content" }?.value == 0)
        }
    }

    @Test(arguments: Stores.allCases)
    func tagSetMeanwhileKeepsWhatItMeans(_ stores: Stores) async throws {
        let rules = [Rule(name: "r", change: .allow, keep: Retention(last: 0))]
        try await withRegistry(stores, rules) { test in
            for round in 0..<20 {
                let image = Image("image \(round)")
                try await test.store(image)
                try test.advance(by: .days(1))
                async let report = test.registry.collectGarbage(.remove, by: .ann)
                async let pushed = refusal { try await test.push(image, as: "latest") }
                let (_, code) = try await (report, pushed)
                #expect(code == nil || code == .manifestBlobUnknown)
                if code == nil {
                    #expect(try await test.meaning(of: "latest") == image.digest)
                    try await test.expectPulls(image)
                }
                try await test.checkContent()
            }
        }
    }
}
