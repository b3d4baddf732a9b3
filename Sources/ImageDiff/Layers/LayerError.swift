// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// Why layers cannot be put together to one tree: something in them that no extractor should act on.
public struct LayerError: Error, Hashable {
    /// What is wrong.
    public enum Reason: Error, Hashable {
        /// The name leads out of the root by `..`.
        case escapingName
        /// A hard link's target leads out of the root by `..`.
        case escapingTarget
        /// A name or a link's target holds a byte 0.
        case zeroByte
        /// A whiteout that names no file of its directory.
        case badWhiteout
        /// The root itself is said to be something else than a directory.
        case rootIsNoDirectory
        /// A global pax header says something about the members, which engines ignore and others do not.
        case globalHeader
        /// The layers exceed a limit.
        case limitExceeded(String)
    }

    /// The layer, counted from 0.
    public var layer: Int
    /// The member's name as the archive has it.
    public var path: ByteString
    /// What is wrong.
    public var reason: Reason

    /// Creates an error.
    public init(layer: Int, path: ByteString, reason: Reason) {
        self.layer = layer
        self.path = path
        self.reason = reason
    }
}

extension LayerError: CustomStringConvertible {
    /// The reason in words.
    public var description: String { "layer \(layer + 1), \(path): \(reason)" }
}

extension LayerError.Reason: CustomStringConvertible {
    /// The reason in words, without the name.
    public var description: String {
        switch self {
        case .escapingName: "the name leads out of the root; do not extract this image"
        case .escapingTarget: "the hard link's target leads out of the root; do not extract this image"
        case .zeroByte: "a name holds a zero byte, which no file can have"
        case .badWhiteout: "the whiteout names no file of its directory"
        case .rootIsNoDirectory: "the root would be something else than a directory"
        case .globalHeader:
            "a global pax header changes what the archive says; container engines ignore it and show other files"
        case .limitExceeded(let what): "the layers exceed a limit: \(what)"
        }
    }
}
