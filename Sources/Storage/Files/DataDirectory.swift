// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Glibc

/// The directory that holds everything a registry stores.
///
///     metadata.sqlite  what is where: tags, history, holds, tokens
///     blobs/ …         content (``FileBlobStore``)
///     lock             held by the process that serves from here
///     server.json      how to reach that process, for its owner only
public struct DataDirectory: Sendable {
    /// The directory's path.
    public let path: String

    /// Names a directory; nothing is touched.
    public init(path: String) {
        self.path = path
    }

    /// The metadata database.
    public var metadataFile: String { "\(path)/metadata.sqlite" }
    /// How to reach the process that serves from here.
    public var serverFile: String { "\(path)/server.json" }

    /// Tells whether a registry was ever kept here.
    public var holdsRegistry: Bool { access(metadataFile, F_OK) == 0 }

    /// Makes the directory, with the directories above it, if it does not exist.
    public func make() throws {
        var partial = path.hasPrefix("/") ? "/" : ""
        for element in path.split(separator: "/") {
            partial += (partial.isEmpty || partial == "/" ? "" : "/") + element
            try SystemCall.makeDirectory(partial)
        }
    }

    /// Makes the directory, and throws if there is something in it.
    public func makeEmpty() throws {
        try make()
        guard try SystemCall.entries(of: path).isEmpty else {
            throw StoreError(.failure, "\(path) is not empty; name a directory that does not exist yet")
        }
    }

    /// Takes the directory for this process, until the lock is released or the process ends.
    ///
    /// - Throws: ``StoreError`` with `locked` when another process has it.
    public func lock() throws -> DataDirectoryLock {
        let descriptor = try SystemCall.open("\(path)/lock", O_RDWR | O_CREAT)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreError(.locked, "another process serves from \(path); stop it, or use another --data directory")
        }
        return DataDirectoryLock(descriptor: descriptor)
    }

    /// Writes how to reach this process, readable by its owner alone.
    public func writeServerFile(_ bytes: [UInt8]) throws {
        let temporary = "\(serverFile).new"
        unlink(temporary)
        let descriptor = try SystemCall.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
        defer { close(descriptor) }
        try bytes.withUnsafeBytes { try SystemCall.write($0, to: descriptor, path: temporary) }
        try SystemCall.check(rename(temporary, serverFile), "publish", serverFile)
    }

    /// Removes what ``writeServerFile(_:)`` wrote.
    public func removeServerFile() {
        unlink(serverFile)
    }
}

/// That this process has a data directory for itself; it ends with this object.
public final class DataDirectoryLock: Sendable {
    private let descriptor: CInt

    init(descriptor: CInt) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }
}
