// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What is told about the members of a tar archive as they are read.
///
/// For each member: ``begin(_:at:)``, then its content in pieces that add up to `entry.size` (holes of sparse files as
/// zeros), then ``end()``.
public protocol TarConsumer {
    /// A member begins.
    ///
    /// - Parameters:
    ///   - entry: The member.
    ///   - offset: Where its content begins in the uncompressed stream, for archives that are read again by position.
    /// - Throws: Whatever should end the reading.
    mutating func begin(_ entry: TarEntry, at offset: Int64) throws
    /// A piece of the member's content; the bytes are gone when the call returns.
    mutating func content(_ bytes: UnsafeRawBufferPointer) throws
    /// The member is complete.
    mutating func end() throws
}
