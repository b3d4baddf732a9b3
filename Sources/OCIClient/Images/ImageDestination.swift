// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A place that images are written to: a repository of a registry, a layout, an archive.
///
/// All implementations run one conformance suite.
public protocol ImageDestination: Sendable {
    /// What to call the place in messages.
    var name: String { get }

    /// Tells whether the place has a blob already.
    func has(_ blob: Descriptor) async throws -> Bool

    /// Tries to take a blob over from another repository of the same registry without moving bytes.
    ///
    /// - Returns: Whether the place has the blob now.
    func mount(_ blob: Descriptor, from source: any ImageSource) async throws -> Bool

    /// Writes a blob. The stream verifies itself; a stream that throws leaves nothing behind.
    func write(_ blob: Descriptor, _ stream: BlobStream) async throws

    /// Tells whether the place has a manifest of this digest.
    func has(manifest digest: Digest) async throws -> Bool

    /// Reads what a name means so far; nil when it means nothing, or the place begins empty.
    func current(_ tag: String) async throws -> FetchedManifest?

    /// Writes a manifest under its digest, and under tags if there are any; the bytes go as they are.
    func write(_ manifest: FetchedManifest, tags: [String]) async throws

    /// Completes what was written, such as an archive's index. Without it an archive does not appear.
    func finish() async throws

    /// Frees what the place holds open; what was not finished is taken away. Must be called once.
    func close() async throws
}
