// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a tag meant, as publishers signed it.
public struct ContentTrustStatement: Hashable, Sendable {
    /// The tag.
    public let tag: Tag
    /// What it meant.
    public let digest: Digest
    /// The length of the manifest in bytes.
    public let size: Int64
    /// The version of the first role's file that said it first, of those that could be read.
    public let version: Int64
    /// Until when that file was good.
    public let expires: Timestamp
    /// The roles that said it, such as `targets/releases`.
    public internal(set) var roles: [String]
    /// The ids of the keys that signed it.
    public internal(set) var signers: [String]
}

/// The metadata of one repository of Docker Content Trust, verified.
public struct ContentTrustRepository: Sendable {
    /// The name of the repository there.
    public let gun: String
    /// The version of the root in force.
    public let rootVersion: Int64
    /// The keys of that root.
    public let rootKeys: [ContentTrustKey]
    /// What each tag means now, sorted by tag.
    public let current: [ContentTrustStatement]
    /// What tags came to mean, oldest first, as far back as it could be verified; the last about a tag that means
    /// something now says what.
    public let history: [ContentTrustStatement]
    /// What was left out, and why.
    public let notes: [String]
    /// The files in force that have expired.
    public let expired: [String]
}
