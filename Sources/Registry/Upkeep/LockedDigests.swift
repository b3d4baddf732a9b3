// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What files outside the registry refer to, such as locks: garbage collection keeps it.
public struct LockedDigests: Hashable, Sendable {
    /// The number of files that were read.
    public private(set) var files = 0
    /// What the files refer to, each with the first file that does, as reasons call it.
    public private(set) var origins: [Digest: String] = [:]

    /// The patterns that match no file, as they are written.
    public var unmatched: [String] = []

    /// No files.
    public static let none = LockedDigests()

    /// Creates an empty set.
    public init() {}

    /// Takes up what one file refers to.
    public mutating func add(_ digests: some Sequence<Digest>, of file: String) {
        files += 1
        for digest in digests where origins[digest] == nil { origins[digest] = file }
    }
}
