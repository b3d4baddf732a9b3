// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// An image before and after, for one platform.
public struct PlatformPair: Hashable, Sendable {
    /// What happened to a platform, by the words of the `diff` document.
    public enum Change: String, Sendable {
        case added
        case removed
        case modified
        case same
    }

    /// The platform in the usual spelling, such as `linux/arm64`.
    public var platform: String
    /// The image before.
    public var from: PlatformImage?
    /// The image now.
    public var to: PlatformImage?

    /// Creates a pair.
    public init(platform: String, from: PlatformImage?, to: PlatformImage?) {
        self.platform = platform
        self.from = from
        self.to = to
    }

    /// What happened.
    public var change: Change {
        switch (from, to) {
        case (nil, _): .added
        case (_, nil): .removed
        case (let from?, let to?): from.digest == to.digest ? .same : .modified
        }
    }
}
