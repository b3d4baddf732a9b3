// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import NIOCore

/// An upload that is open for reading while it is written.
public protocol UploadReader: Sendable {
    /// Reads a range of the bytes that were written.
    ///
    /// - Throws: ``StoreError`` with `corrupt` when they end before the range does.
    func read(_ range: Range<Int64>) async throws -> ByteBuffer

    /// Gives a range of the bytes that were written as a region of a file, or nil when the store has no files.
    ///
    /// The region is valid as long as the reader is.
    func region(_ range: Range<Int64>) async throws -> FileRegion?

    /// Gives a reader of the same bytes for somebody else: regions of one reader can be sent on one connection alone.
    ///
    /// - Throws: ``StoreError`` when no more files can be opened.
    func another() throws -> any UploadReader
}
