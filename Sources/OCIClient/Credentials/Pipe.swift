// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// A pipe of the system, closed when it is let go.
final class Pipe {
    let reading: Int32
    private(set) var writing: Int32

    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.reading = ends[0]
        self.writing = ends[1]
    }

    deinit {
        close(reading)
        closeWriting()
    }

    func closeWriting() {
        guard writing >= 0 else { return }
        close(writing)
        writing = -1
    }

    /// Writes bytes that the pipe holds as a whole.
    func write(_ bytes: [UInt8]) {
        _ = Glibc.write(writing, bytes, bytes.count)
    }

    /// Reads until the other side closes, as an exit with status 0.
    func readAll(limit: Int, until end: Duration) -> ChildProcess.Outcome {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let left = end - RequestClock.process.uptime()
            guard left > .zero else { return .tooLong }
            var poll = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            let milliseconds = min(left.components.seconds, 1_000) * 1_000 + 1
            let ready = Glibc.poll(&poll, 1, Int32(milliseconds))
            if ready < 0, errno != EINTR { return .failed(String(cString: strerror(errno))) }
            guard ready > 0 else { continue }
            let count = read(reading, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return .failed(String(cString: strerror(errno))) }
            if count == 0 { return .exited(0, output: bytes) }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { return .tooMuch }
        }
    }
}
