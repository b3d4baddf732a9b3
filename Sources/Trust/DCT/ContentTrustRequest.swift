// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What is to be read from Docker Content Trust, and what is to be believed of it.
public struct ContentTrustRequest: Sendable {
    /// Why the root is believed.
    public enum RootTrust: Hashable, Sendable {
        /// It is not, yet: reading ends with an error that names its keys.
        case unknown
        /// A key with one of these ids has signed a version of it.
        case keys([String])
        /// Whatever root is in force is taken.
        case firstUse
    }

    /// What becomes of metadata that has expired.
    public enum Expiry: Sendable {
        case refuse
        /// It is read, and noted.
        case accept
    }

    /// The name of the repository there, such as `docker.io/library/alpine`.
    public var gun: String
    /// Why the root is believed.
    public var rootTrust: RootTrust
    /// What becomes of metadata that has expired.
    public var expiry: Expiry
    /// What time it is.
    public var now: Timestamp
    /// The lowest versions that are accepted of roles in force, because they were seen before.
    public var knownVersions: [String: Int64] = [:]

    /// Creates a request.
    public init(gun: String, rootTrust: RootTrust, expiry: Expiry, now: Timestamp) {
        self.gun = gun
        self.rootTrust = rootTrust
        self.expiry = expiry
        self.now = now
    }
}
