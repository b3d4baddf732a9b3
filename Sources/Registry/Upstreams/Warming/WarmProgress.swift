// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// How far the fetching of an image has come.
public struct WarmProgress: Hashable, Sendable {
    /// What the image turned out to be; nil while that is being found out.
    public var digest: Digest?
    /// The manifests that were wanted and are here.
    public var manifests = 0
    /// The blobs that are wanted; known once all manifests are here.
    public var blobs = 0
    /// Their bytes.
    public var bytes: Int64 = 0
    /// How many of them are here.
    public var presentBlobs = 0
    /// The bytes of those.
    public var presentBytes: Int64 = 0
    /// How many of them were fetched for this request.
    public var fetchedBlobs = 0
    /// The bytes of those.
    public var fetchedBytes: Int64 = 0
    /// Whether everything that is wanted is here.
    public var isComplete = false
}
