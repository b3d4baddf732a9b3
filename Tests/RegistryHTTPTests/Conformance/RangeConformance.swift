// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import HTTPTypes
import OCIModel
import Testing

extension ConformanceTests {
    /// Ranges of a blob of 3,000 bytes.
    @Suite(.timeLimit(.minutes(20)))
    struct Ranges {
        struct Row: Sendable, CustomStringConvertible {
            let range: String
            /// The bytes that come back; nil means 416.
            let bytes: Range<Int>?

            var description: String { range }
        }

        private static let size = 3_000

        private static let rows = [
            Row(range: "bytes=500-1499", bytes: 500..<1_500),
            Row(range: "bytes=500-", bytes: 500..<3_000),
            Row(range: "bytes=-500", bytes: 2_500..<3_000),
            Row(range: "bytes=2000-5000", bytes: 2_000..<3_000),
            Row(range: "bytes=0-0", bytes: 0..<1),
            Row(range: "bytes=0-", bytes: 0..<3_000),
            Row(range: "bytes=2999-2999", bytes: 2_999..<3_000),
            Row(range: "bytes=-5000", bytes: 0..<3_000),
            Row(range: "bytes=0-99999999999999999999999", bytes: 0..<3_000),
            Row(range: "bytes=500-0", bytes: nil),
            Row(range: "bytes=5000-10000", bytes: nil),
            Row(range: "bytes=3000-", bytes: nil),
            Row(range: "bytes=3000-3000", bytes: nil),
            Row(range: "bytes=-0", bytes: nil),
        ]

        @Test(arguments: Setup.all)
        func oneRange(_ setup: Setup) async throws {
            try await withBlob(setup) { client, blob, path in
                for row in Self.rows {
                    let answer = try await client.get(path, [.range: row.range])
                    guard let bytes = row.bytes else {
                        #expect(answer.status == 416, "\(row)")
                        #expect(answer["Content-Range"] == "bytes */\(Self.size)", "\(row)")
                        continue
                    }
                    #expect(answer.status == 206, "\(row)")
                    #expect(answer.body == blob.part(bytes), "\(row)")
                    #expect(answer["Content-Length"] == "\(bytes.count)", "\(row)")
                    let range = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(Self.size)"
                    #expect(answer["Content-Range"] == range, "\(row)")
                    #expect(answer["Docker-Content-Digest"] == blob.digest.rawValue)
                }
            }
        }

        /// What is no range of bytes, or more than one, is as if it were not there (RFC 9110, section 14.2).
        @Test(arguments: Setup.all)
        func whatIsNoRangeIsIgnored(_ setup: Setup) async throws {
            try await withBlob(setup) { client, blob, path in
                for range in ["bytes=", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4", "bytes", "bytes=1-x"] {
                    let answer = try await client.get(path, [.range: range])
                    #expect(answer.status == 200, "\(range)")
                    #expect(answer.body == blob.bytes, "\(range)")
                }
            }
        }

        @Test(arguments: Setup.all)
        func ifRangeServesThePartOnlyOfTheSameContent(_ setup: Setup) async throws {
            try await withBlob(setup) { client, blob, path in
                let part = try await client.get(path, [.range: "bytes=0-9", .ifRange: "\"\(blob.digest)\""])
                #expect(part.status == 206)
                #expect(part.body == blob.part(0..<10))
                for other in ["\"\(Blob.missing())\"", "W/\"\(blob.digest)\"", "Sat, 01 Jan 2050 00:00:00 GMT"] {
                    let whole = try await client.get(path, [.range: "bytes=0-9", .ifRange: other])
                    #expect(whole.status == 200)
                    #expect(whole.body == blob.bytes)
                }
            }
        }

        /// Ranges are defined for GET alone (RFC 9110, section 14.2).
        @Test(arguments: Setup.all)
        func headIgnoresRanges(_ setup: Setup) async throws {
            try await withBlob(setup) { client, _, path in
                for range in ["bytes=0-9", "bytes=5000-"] {
                    let answer = try await client.head(path, [.range: range])
                    #expect(answer.status == 200)
                    #expect(answer["Content-Length"] == "\(Self.size)")
                    #expect(answer["Accept-Ranges"] == "bytes")
                }
            }
        }

        @Test(arguments: Setup.all)
        func noRangeOfNothing(_ setup: Setup) async throws {
            try await RegistryFixture.run(setup) { fixture in
                try await fixture.client.push(.empty, to: "a")
                let path = "/v2/a/blobs/\(Blob.empty.digest)"
                for range in ["bytes=0-0", "bytes=0-", "bytes=-1"] {
                    #expect(try await fixture.client.get(path, [.range: range]).status == 416)
                }
                #expect(try await fixture.client.get(path).status == 200)
            }
        }

        private func withBlob(
            _ setup: Setup,
            _ body: @escaping @Sendable (RegistryClient, Blob, String) async throws -> Void
        ) async throws {
            try await RegistryFixture.run(setup) { fixture in
                let blob = Blob(count: Self.size, seed: 5)
                try await fixture.client.push(blob, to: "conformance/ranges")
                try await body(fixture.client, blob, "/v2/conformance/ranges/blobs/\(blob.digest)")
            }
        }
    }
}
