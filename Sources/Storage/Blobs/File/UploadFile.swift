// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import CLinux
internal import Glibc
internal import NIOCore
internal import OCIModel
internal import Synchronization

/// The open file of one upload, written and hashed in order by one job at a time.
///
/// `@unchecked Sendable`: the request that borrowed the upload owns this object and starts a job only after the one
/// before it has ended (``FileBlobStore/appendUpload(_:in:at:_:)``), so no two threads ever touch it at once.
final class UploadFile: @unchecked Sendable {
    private let descriptor: CInt
    private let path: String
    private(set) var progress: UploadSessions.Progress
    private var writebackStart: Int64
    private let watcher: @Sendable (Int64) -> Void
    private let resting = Atomic(true)

    /// How many bytes gather before the kernel is told to start writing them out, so that the sync at the end is short.
    private static let writebackStep: Int64 = 8 << 20

    init(
        path: String,
        progress: UploadSessions.Progress,
        watcher: @escaping @Sendable (Int64) -> Void
    ) throws {
        self.descriptor = try SystemCall.open(path, O_WRONLY)
        self.path = path
        self.progress = progress
        self.watcher = watcher
        self.writebackStart = progress.offset
    }

    deinit {
        close(descriptor)
    }

    /// Whether no job is at work.
    ///
    /// A hint for whoever starts jobs, so no memory is ordered by it.
    var isResting: Bool {
        get { resting.load(ordering: .relaxed) }
        set { resting.store(newValue, ordering: .relaxed) }
    }

    /// Writes and hashes buffers; on an error the file is cut back to what was hashed.
    func append(_ buffers: [ByteBuffer]) throws {
        defer { isResting = true }
        for buffer in buffers {
            do {
                guard lseek(descriptor, off_t(progress.offset), SEEK_SET) >= 0 else {
                    throw SystemCall.error("seek in", path)
                }
                try buffer.withUnsafeReadableBytes { try SystemCall.write($0, to: descriptor, path: path) }
            } catch {
                // Failing to cut back is harmless: the next append seeks to the same offset, the digest is checked.
                _ = ftruncate(descriptor, off_t(progress.offset))
                throw error
            }
            progress.hasher.update(buffer)
            progress.offset += Int64(buffer.readableBytes)
        }
        // First, so that whoever hears of these bytes and sends more finds a thread at rest.
        isResting = true
        watcher(progress.offset)
        if progress.offset - writebackStart >= Self.writebackStep {
            // A hint; if it fails, the final sync does all the work.
            _ = linux_start_writeback(descriptor, writebackStart, progress.offset - writebackStart)
            writebackStart = progress.offset
        }
    }
}
