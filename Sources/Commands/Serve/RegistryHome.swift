// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc
import Logging
import NIOPosix
import OCIModel
import Policy
import Registry
import Storage

/// A registry opened on its data directory, which this process has for itself.
struct RegistryHome {
    /// Threads for disk and password work; more than cores, as most of their time is waiting.
    private static let threads = 8

    /// What a data directory may hold when it is opened.
    enum Expectation {
        case anything
        /// No registry was ever kept there.
        case nothing
    }

    let data: DataDirectory
    let blobs: any BlobStore
    let metadata: any MetadataStore
    let registry: Registry
    let pool: NIOThreadPool
    private let lock: DataDirectoryLock
    private let upstreams: UpstreamSessions

    /// Opens a registry, making its directory and tables if needed.
    ///
    /// The sessions with its upstreams are its own from then on, also when it cannot be opened.
    ///
    /// - Throws: ``StoreError`` with `locked` when another process has the directory; ``ConfigurationErrors`` for key files
    ///   that cannot be used; ``CommandFailure`` when there is a registry where none is expected, which stays untouched.
    static func open(
        _ configuration: Configuration,
        expecting expectation: Expectation = .anything,
        upstreams: UpstreamSessions = .none,
        log: Logger
    ) async throws -> RegistryHome {
        // Token hashes and the signing key lie in the metadata; they are nobody else's business.
        umask(0o077)
        let pool = NIOThreadPool(numberOfThreads: threads)
        pool.start()
        do {
            let policy = try Registry.LivePolicy(configuration)
            let data = DataDirectory(path: configuration.data)
            let (lock, blobs, metadata) = try await pool.runIfActive {
                try data.make()
                let lock = try data.lock()
                if case .nothing = expectation { try refuseRegistry(in: data) }
                let blobs = try FileBlobStore(root: data.path, pool: pool)
                return (lock, blobs, try SQLiteMetadataStore(path: data.metadataFile, pool: pool))
            }
            let registry = try await Registry(
                blobs: blobs,
                metadata: metadata,
                name: configuration.name,
                policy: policy,
                upstreams: upstreams.upstreams,
                log: log,
                now: SystemTime.now
            )
            return RegistryHome(
                data: data,
                blobs: blobs,
                metadata: metadata,
                registry: registry,
                pool: pool,
                lock: lock,
                upstreams: upstreams
            )
        } catch {
            // Losing this error is right: the first one says why.
            try? await upstreams.close()
            try await pool.shutdownGracefully()
            throw error
        }
    }

    private static func refuseRegistry(in data: DataDirectory) throws {
        guard data.holdsRegistry else { return }
        throw CommandFailure(
            .usage,
            "--demo needs a fresh data directory, and \(data.path) holds a registry already; nothing was changed",
            advice: "To see that one: leave --demo out. For a demo elsewhere: holdfast serve --demo --data DIR"
        )
    }

    /// Writes what is still gathered, closes the connections to upstreams and ends the threads.
    func close() async throws {
        await registry.stopFilling()
        try await registry.writePulls()
        try await upstreams.close()
        try await pool.shutdownGracefully()
    }
}

/// The system's clock.
enum SystemTime {
    static let now: @Sendable () -> Timestamp = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
