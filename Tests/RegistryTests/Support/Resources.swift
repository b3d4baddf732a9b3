// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import FoundationEssentials
import Glibc
import NIOPosix

/// Lends a directory of its own to a test and removes it afterwards.
@discardableResult
func withTemporaryDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let template = FileManager.default.temporaryDirectory.path + "/registry-tests-XXXXXX"
    var bytes = Array(template.utf8CString)
    guard mkdtemp(&bytes) != nil else { throw Fault.noTemporaryDirectory }
    let path = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // A directory that stays behind is no reason to fail a test.
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// Lends threads to a test and stops them afterwards.
@discardableResult
func withThreadPool<Value>(_ body: (NIOThreadPool) async throws -> Value) async throws -> Value {
    let pool = NIOThreadPool(numberOfThreads: 4)
    pool.start()
    do {
        let value = try await body(pool)
        try await pool.shutdownGracefully()
        return value
    } catch {
        try await pool.shutdownGracefully()
        throw error
    }
}

/// Errors that tests throw on purpose, or when the machine does not let them run.
enum Fault: Error {
    case onPurpose
    case noTemporaryDirectory
}
