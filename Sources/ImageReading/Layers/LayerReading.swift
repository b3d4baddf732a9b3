// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import CLinux
public import ImageDiff
public import OCIClient
public import OCIModel

/// Reads the layers of images, each once, several at a time.
public struct LayerReading: Sendable {
    /// What has been read, by the digest of the layer's blob.
    public private(set) var contents: [Digest: LayerContents] = [:]
    private let progress: TransferProgress
    private let pace: ReadingPace
    private let cache: LayerCache?

    /// Creates a reading of nothing yet.
    ///
    /// - Parameters:
    ///   - progress: The account that what is read is reported to.
    ///   - pace: How much is read at a time, and at all.
    ///   - cache: Layers that were read before; what is read now joins them.
    public init(progress: TransferProgress, pace: ReadingPace = .swift, cache: LayerCache? = nil) {
        self.progress = progress
        self.pace = pace
        self.cache = cache
    }

    /// Reads the layers of an image that have not been read yet.
    ///
    /// - Throws: `ClientError` with `integrity` when a layer does not hash to its digest or DiffID.
    public mutating func read(_ requests: [LayerRequest], from source: any ImageSource) async throws {
        try await read(requests.map { ($0, source) })
    }

    /// Reads the layers of several images that have not been read yet.
    public mutating func read(_ requests: [(LayerRequest, any ImageSource)]) async throws {
        for (request, _) in requests where contents[request.layer.digest] == nil {
            contents[request.layer.digest] = cache?.contents(of: request.layer)
        }
        var seen = Set(contents.keys)
        let missing = requests.filter { seen.insert($0.0.layer.digest).inserted }
        for (request, _) in missing { progress.expect(blobs: 1, bytes: request.layer.size) }
        let (progress, pace) = (progress, pace)
        let read = try await withThrowingTaskGroup(of: LayerContents.self) { group in
            var results: [LayerContents] = []
            for (number, (request, source)) in missing.enumerated() {
                if number >= pace.width, let result = try await group.next() { results.append(result) }
                group.addTask { try await Self.scan(request, from: source, progress: progress, pace: pace) }
            }
            for try await result in group { results.append(result) }
            return results
        }
        for result in read {
            contents[result.blob] = result
            cache?.keep(result)
        }
        let members = contents.values.reduce(0) { $0 + $1.members.count }
        guard members <= pace.members else {
            throw ClientError(
                .malformed,
                "the layers of \(requests.first?.1.name ?? "the image") hold \(members) entries",
                reason: "\(pace.members) are the most that are read"
            )
        }
        for (request, _) in requests { try check(request) }
    }

    /// The files of an image whose layers have been read.
    public func tree(of requests: [LayerRequest]) throws -> FileTree {
        do {
            return try FileTree(flattening: requests.compactMap { contents[$0.layer.digest] })
        } catch let error as LayerError {
            throw ClientError(
                .malformed,
                "the layers of the image cannot be put together",
                reason: "\(error)",
                advice: "Do not use the image: no honest builder makes such layers."
            )
        }
    }

    /// Forgets what has been read but these, and gives the memory back to the system.
    public mutating func forget(except kept: Set<Digest>) {
        contents = contents.filter { kept.contains($0.key) }
        linux_trim_memory()
    }

    @concurrent private static func scan(
        _ request: LayerRequest,
        from source: any ImageSource,
        progress: TransferProgress,
        pace: ReadingPace
    ) async throws -> LayerContents {
        do {
            return try await LayerScan.contents(of: request.layer, in: source, progress: progress, limits: pace.limits)
        } catch let error as LayerScan.Unreadable {
            throw ClientError(
                .malformed,
                "the layer \(request.layer.digest) of \(source.name) cannot be read",
                reason: error.reason
            )
        }
    }

    private func check(_ request: LayerRequest) throws(ClientError) {
        guard let found = contents[request.layer.digest]?.diffID, found != request.diffID else { return }
        throw ClientError(
            .integrity,
            "the layer \(request.layer.digest) is not what its image's configuration says",
            reason: "uncompressed it hashes to \(found), the configuration names \(request.diffID)",
            advice: "Do not use the image: runtimes that check refuse it, others run what nobody described."
        )
    }
}
