// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// The files of keys: small, and never written over.
enum KeyFile {
    /// Who may read a file.
    enum Mode: UInt32 {
        case owner = 0o600
        case everybody = 0o644
    }

    private static let limit = 64 << 10

    /// Reads the text of a key's file.
    static func text(_ path: String) throws(CommandFailure) -> String {
        let bytes = try ArgumentFile.read(Surroundings.current.absolute(path), limit: limit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(.usage, "\(path) is not text, so it holds no key in PEM")
        }
        return text
    }

    /// Writes a file that is not there yet, durably.
    static func create(_ path: String, _ bytes: [UInt8], mode: Mode) throws(CommandFailure) {
        // O_EXCL follows no link, not even one that leads nowhere.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode.rawValue)
        guard descriptor >= 0 else {
            guard errno != EEXIST else { throw refusal(path) }
            throw CommandFailure(.usage, "\(path) cannot be written", cause: .system(errno))
        }
        var isWhole = true
        var rest = bytes[...]
        while isWhole, !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            isWhole = count > 0
            rest = rest.dropFirst(max(count, 0))
        }
        isWhole = isWhole && fsync(descriptor) == 0
        let reason = errno
        close(descriptor)
        guard isWhole else {
            takeBack(path)
            throw CommandFailure(.usage, "\(path) cannot be written", cause: .system(reason))
        }
    }

    /// Removes a file that was made a moment ago, so that half a pair is not left.
    static func takeBack(_ path: String) {
        unlink(path)
    }

    /// The failure for a file that is there.
    static func refusal(_ path: String) -> CommandFailure {
        CommandFailure(
            .usage,
            "\(path) is there already, and keys are never written over",
            advice: "Give another --output, or move the file away."
        )
    }
}
