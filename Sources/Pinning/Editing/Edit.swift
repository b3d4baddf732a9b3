// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The replacement of some bytes of a file by others.
public struct Edit: Hashable, Sendable {
    /// The file.
    public let path: String
    /// The bytes that go.
    public let span: Range<Int>
    /// What they spell.
    public let from: String
    /// What comes in their place.
    public let to: String

    /// Creates an edit.
    public init(path: String, span: Range<Int>, from: String, to: String) {
        self.path = path
        self.span = span
        self.from = from
        self.to = to
    }
}
