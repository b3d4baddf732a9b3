// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import OCIClient

@Suite struct BlobReadingTests {
    private static let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    private static let blob = TestRegistry.blob(bytes)

    private static func part(_ request: ScriptedRequest) -> ScriptedAnswer {
        guard let range = request.header("Range"), let start = Int(range.dropFirst(6).dropLast()) else {
            return .bytes(bytes)
        }
        guard start < bytes.count else { return .empty(416) }
        return .bytes(
            Array(bytes[start...]),
            status: 206,
            ("Content-Range", "bytes \(start)-\(bytes.count - 1)/\(bytes.count)")
        )
    }

    @Test func readsAndVerifiesABlob() async throws {
        let progress = TransferProgress()
        try await TestRegistry.reading({ Self.part($0) }) { source, server in
            let stream = try await source.blob(Self.blob, progress: progress)
            #expect(try await TestRegistry.collect(stream) == Self.bytes)
            #expect(server.lines == ["GET /v2/team/app/blobs/\(Self.blob.digest)"])
            #expect(progress.state.bytesDone == Self.blob.size)
        }
    }

    @Test(arguments: [0, 1, 2_999_999, 3_000_000])
    func readsFromAnOffset(offset: Int) async throws {
        try await TestRegistry.reading({ Self.part($0) }) { source, _ in
            let stream = try await source.open(Self.blob, from: Int64(offset))
            #expect(try await TestRegistry.collect(stream) == Array(Self.bytes[offset...]))
        }
    }

    @Test func passesOverWhatWasNotAskedFor() async throws {
        try await TestRegistry.reading({ _ in .bytes(Self.bytes) }) { source, _ in
            let stream = try await source.open(Self.blob, from: 1_000_000)
            #expect(try await TestRegistry.collect(stream) == Array(Self.bytes[1_000_000...]))
        }
    }

    @Test func asksForTheRestWhenTheConnectionBreaks() async throws {
        let clock = TestClock()
        let count = Counter()
        let script: ScriptedServer.Script = { request in
            let answer = Self.part(request)
            return count.next() < 2 ? answer.breaking(after: 1_200_000) : answer
        }
        try await TestRegistry.reading(clock: clock, script) { source, server in
            let stream = try await source.blob(Self.blob)
            #expect(try await TestRegistry.collect(stream) == Self.bytes)
            #expect(server.requests.count == 3)
            #expect(server.requests.dropFirst().allSatisfy { $0.header("Range") != nil })
            #expect(clock.pauses.count == 2)
        }
    }

    @Test func givesUpWhenNothingComes() async throws {
        let script: ScriptedServer.Script = { request in Self.part(request).breaking(after: 10) }
        try await TestRegistry.reading(script) { source, server in
            let stream = try await source.blob(Self.blob)
            let error = await #expect(throws: ClientError.self) { try await TestRegistry.collect(stream) }
            #expect(error?.code == .unavailable)
            #expect(server.requests.count == 5)
        }
    }

    @Test func refusesAnotherPartThanTheOneAskedFor() async throws {
        let script: ScriptedServer.Script = { request in
            request.header("Range") == nil
                ? .bytes(Self.bytes).breaking(after: 1_000)
                : .bytes(Self.bytes, status: 206, ("Content-Range", "bytes 0-2999999/3000000"))
        }
        try await TestRegistry.reading(script) { source, _ in
            let stream = try await source.blob(Self.blob)
            let error = await #expect(throws: ClientError.self) { try await TestRegistry.collect(stream) }
            #expect(error?.code == .malformed)
        }
    }

    @Test func refusesBytesOfAnotherDigest() async throws {
        let other = [UInt8](repeating: 0, count: Self.bytes.count)
        try await TestRegistry.reading({ _ in .bytes(other) }) { source, server in
            let stream = try await source.blob(Self.blob)
            let error = await #expect(throws: ClientError.self) { try await TestRegistry.collect(stream) }
            #expect(error?.code == .integrity)
            #expect(
                error?.message == "\(server.host)/team/app: the bytes of blob \(Self.blob.digest) hash to "
                    + "\(TestRegistry.digest(other))"
            )
        }
    }

    @Test(arguments: [2_999_999, 3_000_001])
    func refusesAnotherLengthBeforeReading(count: Int) async throws {
        let script: ScriptedServer.Script = { _ in .bytes([UInt8](repeating: 0, count: count)) }
        try await TestRegistry.reading(script) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.blob(Self.blob) }
            #expect(error?.code == .integrity)
        }
    }

    @Test func stopsWhenMoreComesThanAnnounced() async throws {
        let script: ScriptedServer.Script = { _ in
            .bytes(Self.bytes + [0], ("Transfer-Encoding", "chunked"))
        }
        try await TestRegistry.reading(script) { source, _ in
            let stream = try await source.open(Self.blob, from: 0)
            let error = await #expect(throws: ClientError.self) { try await TestRegistry.collect(stream) }
            #expect(error?.code == .integrity)
        }
    }

    @Test func saysThatABlobIsMissing() async throws {
        try await TestRegistry.reading({ _ in .empty(404) }) { source, _ in
            let error = await #expect(throws: ClientError.self) { try await source.open(Self.blob, from: 0) }
            #expect(error?.code == .notFound)
        }
    }

    @Test func readsNoSmallBlobAboveItsLimit() async throws {
        try await TestRegistry.reading({ _ in .bytes(Self.bytes) }) { source, server in
            let error = await #expect(throws: ClientError.self) { try await source.bytes(of: Self.blob, limit: 1_000) }
            #expect(error?.code == .malformed)
            #expect(server.requests.isEmpty)
        }
    }

    @Test func keepsSmallQuestionsFromWaitingForOpenStreams() async throws {
        let manifest = TestRegistry.manifest()
        let script: ScriptedServer.Script = { request in
            request.path.contains("/blobs/") ? .bytes(Self.bytes) : TestRegistry.answer(manifest)
        }
        try await TestRegistry.reading(options: { $0.concurrency = 1 }, script) { source, _ in
            let stream = try await source.open(Self.blob, from: 0)
            _ = try await source.manifest(.tag(try Tag("1")))
            #expect(try await TestRegistry.collect(stream).count == Self.bytes.count)
            #expect(try await TestRegistry.collect(try await source.open(Self.blob, from: 0)).count == Self.bytes.count)
        }
    }

    @Test func givesThePlaceOfAStreamBackThatIsNotRead() async throws {
        try await TestRegistry.reading(options: { $0.concurrency = 1 }, { _ in .bytes(Self.bytes) }) { source, _ in
            for _ in 0..<3 { _ = try await source.open(Self.blob, from: 0) }
            for try await _ in try await source.open(Self.blob, from: 0) { break }
            _ = try await source.open(Self.blob, from: 0)
        }
    }

    @Test func asksForNoMoreStreamsAtOnceThanItMay() async throws {
        let manifest = TestRegistry.manifest()
        let script: ScriptedServer.Script = { request in
            request.path.contains("/blobs/") ? .bytes(Self.bytes) : TestRegistry.answer(manifest)
        }
        try await TestRegistry.reading(options: { $0.concurrency = 1 }, script) { source, server in
            let first = try await source.open(Self.blob, from: 0)
            // Read as it comes: where the first one breaks, it waits for its place behind this one.
            async let second = TestRegistry.collect(try await source.open(Self.blob, from: 0))
            // Questions that go through meanwhile give the second one its chance to be sent, if nothing held it back.
            for _ in 0..<10 { _ = try await source.manifest(.tag(try Tag("1"))) }
            #expect(server.lines.count { $0.contains("/blobs/") } == 1)
            _ = try await TestRegistry.collect(first)
            let read = try await second
            #expect(read == Self.bytes)
        }
    }
}
