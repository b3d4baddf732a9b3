// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why bytes are not an archive that can be read.
public enum ArchiveError: Error, Hashable {
    /// The bytes break the format; the offset counts the bytes of the stream that is read.
    case malformed(String, offset: Int64)
    /// The stream ends before it is complete.
    case truncated(String)
    /// The archive asks for more than ``ArchiveLimits`` allow.
    case limitExceeded(String)
    /// The compression is one that is not read, such as bzip2 or xz.
    case unsupported(String)
}

extension ArchiveError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .malformed(let what, let offset): "\(what) (at byte \(offset))"
        case .truncated(let what): "the stream ends too early: \(what)"
        case .limitExceeded(let what): "the archive exceeds a limit: \(what)"
        case .unsupported(let what): "\(what) is not supported"
        }
    }
}
