// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import FoundationEssentials
import Glibc
import NIOPosix
import Synchronization

/// Lends a directory of its own to a test and removes it afterwards.
func withTemporaryDirectory<Value>(_ body: (String) async throws -> Value) async throws -> Value {
    let template = FileManager.default.temporaryDirectory.path + "/registry-http-tests-XXXXXX"
    var bytes = Array(template.utf8CString)
    guard mkdtemp(&bytes) != nil else { throw Fault.noTemporaryDirectory }
    let path = String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    // A directory that stays behind is no reason to fail a test.
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// Lends threads to a test and stops them afterwards.
func withThreadPool<Value>(_ body: (NIOThreadPool) async throws -> Value) async throws -> Value {
    let pool = NIOThreadPool(numberOfThreads: 2)
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

/// Errors that tests throw when the machine or an answer does not let them go on.
enum Fault: Error {
    case noTemporaryDirectory
    case connectionEnded
    case notHTTP(String)
}

/// Lets a few tests at a time have a registry, so that none waits long for its answers.
final class Places: Sendable {
    static let shared = Places(6)

    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    private init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    func withPlace<Value>(_ body: () async throws -> Value) async throws -> Value {
        await take()
        defer { leave() }
        return try await body()
    }

    private func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
