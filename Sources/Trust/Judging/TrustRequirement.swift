// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What a rule asks of a tag: signatures by so many of these keys, that bind the tag or the digest.
public struct TrustRequirement: Hashable, Sendable {
    /// What a signature has to name so that it counts.
    public enum Binding: String, Sendable {
        /// The digest, the repository and the tag.
        case tag
        /// The digest alone.
        case digest
    }

    /// The names of the keys, each once.
    public let keys: [String]
    /// How many different keys have to have signed, at least one.
    public let threshold: Int
    /// What their signatures have to name.
    public let binding: Binding

    /// Creates a requirement; a threshold below one means one, and a name that appears twice counts once.
    public init(keys: [String], threshold: Int = 1, binding: Binding = .tag) {
        var seen: Set<String> = []
        self.keys = keys.filter { seen.insert($0).inserted }
        self.threshold = max(1, threshold)
        self.binding = binding
    }
}
