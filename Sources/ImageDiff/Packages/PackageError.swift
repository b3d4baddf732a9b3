// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// Why a package database cannot be read.
public enum PackageError: Error, Hashable {
    /// It breaks its format; lines count from 1.
    case malformed(ByteString, line: Int, reason: String)
    /// It is larger than any honest one.
    case tooLarge(ByteString)
    /// It is there, but its bytes are not at hand.
    case missing(ByteString)
    /// Its format is not one that is read.
    case unsupported(ByteString)
}

extension PackageError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .malformed(let path, let line, let reason): "line \(line) of \(Self.name(path)): \(reason)"
        case .tooLarge(let path): "\(Self.name(path)) is too large to be read as a package database"
        case .missing(let path): "the content of \(Self.name(path)) is not at hand, so its packages are not known"
        case .unsupported(let path): "\(Self.name(path)) is a package database of a kind that is not read"
        }
    }

    private static func name(_ path: ByteString) -> String { DisplayName.of(path.escaped) }
}
