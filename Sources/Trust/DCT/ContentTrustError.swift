// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why the metadata of Docker Content Trust is not believed.
public struct ContentTrustError: Error, Hashable, CustomStringConvertible {
    /// The kinds of failure that callers tell apart.
    public enum Code: Hashable, Sendable {
        /// There is no such file.
        case missing
        /// The bytes are not what the format allows, or more than a bound admits.
        case malformed
        /// Signatures, hashes or versions do not fit.
        case invalid
        /// The metadata has expired.
        case expired
        /// Nobody said whether to trust the root; its keys are in ``ContentTrustError/rootKeys``.
        case rootUnknown
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, to which file.
    public let description: String
    /// The keys of the root that nobody vouched for.
    public let rootKeys: [ContentTrustKey]

    init(_ code: Code, _ description: String, rootKeys: [ContentTrustKey] = []) {
        self.code = code
        self.description = description
        self.rootKeys = rootKeys
    }
}
