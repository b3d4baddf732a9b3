// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Why a file could not be read or written.
enum FileFault: Error {
    case system(CInt)
    case notAFile
    case tooLarge(limit: Int)
    /// The file belongs to somebody else, and a replacement would not.
    case owner

    /// The reason the last system call gave.
    static var last: FileFault { .system(errno) }
}

extension FileFault: CustomStringConvertible {
    var description: String {
        switch self {
        case .system(let code): String(cString: strerror(code))
        case .notAFile: "it is not a regular file"
        case .tooLarge(let limit): "it is larger than \(limit) bytes"
        case .owner: "it belongs to another user, and the new file would not; run this as its owner"
        }
    }
}
