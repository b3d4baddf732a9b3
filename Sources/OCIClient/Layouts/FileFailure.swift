// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// What the system says when a file cannot be used, as a ``ClientError``.
enum FileFailure {
    static func error(_ operation: String, _ path: String, number: CInt = errno) -> ClientError {
        let words = String(cString: strerror(number))
        switch number {
        case ENOENT, ENOTDIR:
            return ClientError(.notFound, "cannot \(operation) \(path): \(words)")
        case ENOSPC, EDQUOT:
            return ClientError(
                .file,
                "cannot \(operation) \(path): \(words)",
                advice: "Free space on the disk and run it again; what was complete is kept."
            )
        default:
            return ClientError(.file, "cannot \(operation) \(path): \(words)")
        }
    }
}
