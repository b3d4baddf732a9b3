// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Signatures that content must carry before a tag may mean it.
public struct Requirement: Hashable, Sendable {
    /// What a signature must name to count.
    public enum Binding: String, CaseIterable, Sendable {
        /// Repository, tag and digest.
        case tag
        /// The digest alone.
        case digest
    }

    /// The names of the keys whose signatures count.
    public var keys: [String]
    /// How many different keys must have signed.
    public var threshold: Int
    /// What a signature must name to count.
    public var bind: Binding

    /// Creates a requirement.
    public init(keys: [String], threshold: Int = 1, bind: Binding = .tag) {
        self.keys = keys
        self.threshold = threshold
        self.bind = bind
    }
}
