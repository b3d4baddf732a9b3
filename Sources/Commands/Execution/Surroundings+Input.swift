// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

extension Surroundings.Source {
    /// The standard input of the process; questions go to the standard error stream.
    static var standardInput: Self {
        Self(
            read: readToEnd(limit:),
            askSecretly: isatty(STDIN_FILENO) == 1 ? askOnTerminal(_:) : nil
        )
    }

    @Sendable private static func readToEnd(limit: Int) throws(CommandFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw CommandFailure(.usage, "the standard input could not be read", cause: .system(errno))
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                throw CommandFailure(.usage, "the standard input holds more than \(limit) bytes")
            }
        }
    }

    @Sendable private static func askOnTerminal(_ question: String) throws(CommandFailure) -> String {
        let talk = Surroundings.Sink(descriptor: STDERR_FILENO)
        try talk.write(Array(question.utf8))
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw CommandFailure(.usage, "the terminal does not let itself be silenced", cause: .system(errno))
        }
        var silent = settings
        // An interrupt would end the process and leave the terminal silent, so it is made to end the line instead.
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &silent.c_cc) { $0[Int(VEOL)] = interrupt }
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) }
        let bytes = lineOfTerminal()
        // The line feed that was typed did not show.
        try talk.write([UInt8(ascii: "\n")])
        return try text(ofLine: bytes)
    }

    private static let interrupt: UInt8 = 0x03

    private static func lineOfTerminal() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var count = Glibc.read(STDIN_FILENO, &bytes, bytes.count)
        while count < 0, errno == EINTR { count = Glibc.read(STDIN_FILENO, &bytes, bytes.count) }
        return Array(bytes.prefix(max(count, 0)))
    }

    private static func text(ofLine line: [UInt8]) throws(CommandFailure) -> String {
        guard let last = line.last, last != interrupt else { throw CommandFailure(.usage, "no password was given") }
        let bytes = last == UInt8(ascii: "\n") ? line.dropLast() : line[...]
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "what was typed is not valid UTF-8")
        }
        return text
    }
}
