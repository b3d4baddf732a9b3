// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import NIOCore
import OCIModel
import Policy
import Registry
import RegistryDouble
import Storage
import Testing

/// How blobs come from an upstream while they are read.
@Suite struct FillingTests {
    private let large = LargeImage()

    @Test(arguments: Stores.allCases)
    func manyReadersCostOneDownload(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            let digest = large.digest
            let expected = large.layer
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<40 { group.addTask { try await front.read(digest) == expected } }
                for try await isRight in group { #expect(isRight) }
            }
            #expect(front.upstream.count(large.requests) == 1)
            #expect(try await eventually { try await front.has(digest) })
            #expect(try await front.read(digest) == expected)
            #expect(front.upstream.count(large.requests) == 1)
            #expect(try front.uploads() == [])
        }
    }

    @Test(arguments: Stores.allCases)
    func bytesAreReadWhileTheRestIsStillToCome(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            let gate = Gate()
            front.upstream.fail(.blobs, with: .stall(after: 2 << 20, gate))
            let reader = try await front.open(large.digest)
            #expect(reader.size == Int64(LargeImage.size))
            #expect(try await reader.read(at: 0, count: 1 << 20) == large.part(0..<(1 << 20)))
            #expect(try await !front.has(large.digest))
            // Whoever comes late begins at the beginning, and asks the upstream nothing.
            let late = try await front.open(large.digest)
            #expect(try await late.read(at: 1_000, count: 500_000) == large.part(1_000..<501_000))
            gate.open()
            let end = LargeImage.size
            #expect(try await late.read(at: Int64(end) - 10, count: 100) == large.part((end - 10)..<end))
            #expect(try await reader.read(at: 1 << 20, count: 2 << 20) == large.part((1 << 20)..<end))
            #expect(try await reader.read(at: Int64(end), count: 1) == ByteBuffer())
            #expect(front.upstream.count(large.requests) == 1)
            #expect(try await eventually { try await front.has(large.digest) })
        }
    }

    @Test(arguments: Stores.allCases)
    func wrongBytesAreNeverCompletedAndNeverStored(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            front.upstream.fail(.blobs, with: .wrongBytes, times: 1)
            let reader = try await front.open(large.digest)
            let end = LargeImage.size - (64 << 10)
            #expect(try await reader.read(at: 0, count: end) == large.part(0..<end))
            for offset in [end, LargeImage.size - 1] {
                let code = try await refusalOrStore { try await reader.read(at: Int64(offset), count: 1) }
                #expect(code != nil)
            }
            #expect(try await !front.has(large.digest))
            #expect(try await front.test.blobs.size(of: large.digest) == nil)
            #expect(try await eventually { try front.uploads() == [] })
            // The next one gets it right.
            #expect(try await front.read(large.digest) == large.layer)
        }
    }

    @Test(arguments: Stores.allCases)
    func wrongBytesOfASmallBlobAreARefusal(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            let config = large.image.blobDigests[0]
            front.upstream.fail(.blobs, with: .wrongBytes, times: 1)
            #expect(try await refusal { _ = try await front.open(config) } == .upstreamUnavailable)
            #expect(try await !front.has(config))
            #expect(try await front.read(config) == large.image.blobs[0])
        }
    }

    @Test(arguments: Stores.allCases)
    func brokenDownloadGoesOnWhereItBroke(stores: Stores) async throws {
        try await withUpstream(stores, retries: 3) { front in
            try await front.offer(large)
            front.upstream.fail(.blobs, with: .breakOff(after: 1_500_000), times: 1)
            #expect(try await front.read(large.digest) == large.layer)
            let ranges = front.upstream.requests.map(\.range)
            #expect(ranges.count == 2)
            #expect(ranges.first == .some(nil))
            #expect(ranges.last??.hasPrefix("bytes=") == true)
            #expect(ranges.last != "bytes=0-")
        }
    }

    @Test(arguments: Stores.allCases)
    func downloadThatIsGivenUpLeavesNothing(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            front.upstream.fail(.blobs, with: .breakOff(after: 1_500_000))
            let reader = try await front.open(large.digest)
            await #expect(throws: (any Error).self) { _ = try await reader.read(at: 0, count: 3 << 20) }
            #expect(try await !front.has(large.digest))
            #expect(try await eventually { try front.uploads() == [] })
            front.upstream.heal()
            #expect(try await front.read(large.digest) == large.layer)
        }
    }

    @Test(arguments: Stores.allCases)
    func clientThatLeavesStopsNothing(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            let gate = Gate()
            front.upstream.fail(.blobs, with: .stall(after: 1 << 20, gate))
            let reader = try await front.open(large.digest)
            let reading = Task { try await reader.read(at: 0, count: 3 << 20) }
            #expect(try await reader.read(at: 0, count: 10) == large.part(0..<10))
            reading.cancel()
            await #expect(throws: CancellationError.self) { _ = try await reading.value }
            gate.open()
            #expect(try await eventually { try await front.has(large.digest) })
            #expect(front.upstream.count(large.requests) == 1)
        }
    }

    @Test(arguments: Stores.allCases)
    func stoppingEndsWhatIsOnItsWay(stores: Stores) async throws {
        try await withUpstream(stores) { front in
            try await front.offer(large)
            let gate = Gate()
            front.upstream.fail(.blobs, with: .stall(after: 1 << 20, gate))
            let reader = try await front.open(large.digest)
            await front.registry.stopFilling()
            await #expect(throws: (any Error).self) { _ = try await reader.read(at: 0, count: 3 << 20) }
            #expect(try front.uploads() == [])
            #expect(try await refusal { _ = try await front.open(large.digest) } == .upstreamUnavailable)
            gate.open()
            front.upstream.heal()
            // The next process fetches it again.
            let next = FrontedRegistry(
                test: try await front.test.reopened(),
                upstream: front.upstream,
                settings: front.settings
            )
            #expect(try await next.read(large.digest) == large.layer)
        }
    }

    @Test func diskThatFailsOnTheWayLeavesNothing() async throws {
        try await withUpstream(.disk) { front in
            try await front.offer(large)
            let gate = Gate()
            front.upstream.fail(.blobs, with: .stall(after: 1 << 20, gate))
            let reader = try await front.open(large.digest)
            #expect(try await reader.read(at: 0, count: 10) == large.part(0..<10))
            let files = try #require(front.test.files)
            try await files.whileAway {
                gate.open()
                await #expect(throws: StoreError.self) { _ = try await reader.read(at: 0, count: 3 << 20) }
            }
            #expect(try await !front.has(large.digest))
            front.upstream.heal()
            #expect(try await front.read(large.digest) == large.layer)
        }
    }
}

/// Runs a request and gives what it threw, in words.
private func refusalOrStore(_ request: () async throws -> Any) async throws -> String? {
    do {
        _ = try await request()
        return nil
    } catch {
        return String(describing: error)
    }
}
