// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage
internal import Synchronization

/// A blob on its way from an upstream, and those who read it meanwhile.
///
/// What has been written can be read, but for the end: the last bytes are let go when the digest of all is right, so
/// that nobody ever gets the whole of something wrong.
final class Filling: Sendable {
    /// What is fetched once at a time: content, as some descriptor has it, for one repository.
    ///
    /// Not for all of an upstream: who may pull from one of its repositories need not be allowed to pull from another.
    struct Key: Hashable {
        let repository: RepositoryName
        let digest: Digest
        let size: Int64
    }

    private struct State {
        var content: (any UploadReader)?
        var released: Int64 = 0
        var outcome: Result<Void, any Error>?
    }

    /// How many of the last bytes wait for the digest of all.
    static let tail: Int64 = 64 << 10

    let blob: Descriptor
    /// The repository that the blob is asked of.
    let place: UpstreamPlace
    private let state = Mutex(State())
    private let bell = Bell()

    init(_ blob: Descriptor, at place: UpstreamPlace) {
        self.blob = blob
        self.place = place
    }

    var key: Key { Key(blob, at: place) }
}

extension Filling.Key {
    init(_ blob: Descriptor, at place: UpstreamPlace) {
        self.init(repository: place.repository, digest: blob.digest, size: blob.size)
    }
}

// MARK: What whoever fetches tells

extension Filling {
    /// The upstream has answered, and the bytes will come there.
    func begin(_ content: any UploadReader) {
        state.withLock { $0.content = content }
        bell.ring()
    }

    /// The bytes before an offset are written.
    func advance(to offset: Int64) {
        release(min(offset, blob.size - Self.tail))
    }

    /// All bytes are written and hash to the digest.
    func verify() {
        release(blob.size)
    }

    /// The blob is stored, or will not be.
    func end(_ outcome: Result<Void, any Error>) {
        state.withLock { $0.outcome = outcome }
        bell.ring()
    }

    private func release(_ end: Int64) {
        let isMore = state.withLock { state in
            guard end > state.released else { return false }
            state.released = end
            return true
        }
        if isMore { bell.ring() }
    }
}

// MARK: What those who wait ask

extension Filling {
    /// Waits until the upstream has answered.
    ///
    /// - Throws: Why it gives nothing.
    func opened() async throws -> any UploadReader {
        try await wait { state in
            // What broke off later is for those who read to find out.
            if let content = state.content { return content }
            try state.outcome?.get()
            return nil
        }
    }

    /// Waits until some bytes from an offset on can be read; gives where they end.
    ///
    /// - Throws: Why no more come.
    func released(after offset: Int64) async throws -> Int64 {
        try await released(to: offset + 1)
    }

    /// Waits until all bytes before an offset can be read; gives where those that can end.
    ///
    /// - Throws: Why no more come.
    @discardableResult
    func released(to end: Int64) async throws -> Int64 {
        try await wait { state in
            if state.released >= end { return state.released }
            try state.outcome?.get()
            return nil
        }
    }

    /// Waits until the blob is stored and the repositories have it.
    ///
    /// - Throws: Why it is not.
    func stored() async throws {
        try await wait { state in try state.outcome?.get() }
    }

    private func wait<Value: Sendable>(
        for answer: @Sendable (borrowing State) throws -> Value?
    ) async throws -> Value {
        while true {
            let rings = bell.rings
            if let value = try state.withLock({ try answer($0) }) { return value }
            await bell.wait(after: rings)
            try Task.checkCancellation()
        }
    }
}
