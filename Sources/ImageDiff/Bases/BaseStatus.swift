// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Whether the image that another was built on is still what its name means.
public enum BaseStatus: String, CaseIterable, Sendable {
    /// The name means the same image.
    case current
    /// The name means an image of other layers, or none for the platform any more.
    case moved
    /// The name means an image that lacks the top layers: what was built on it still begins with all that is left.
    case shrunk
    /// The name means an image of the same layers with other settings, or packed otherwise.
    case metadataOnly = "metadata-only"
    /// It cannot be told.
    case unknown

    /// Tells whether the base is another one than it was.
    public var isMove: Bool {
        switch self {
        case .moved, .shrunk, .metadataOnly: true
        case .current, .unknown: false
        }
    }
}
