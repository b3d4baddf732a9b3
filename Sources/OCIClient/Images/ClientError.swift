// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why an image could not be read or written.
///
/// The message says what happened to which object; the registry's own words are kept apart, to be quoted as such.
public struct ClientError: Error, Sendable {
    /// The kinds of failure that callers tell apart.
    public enum Code: Hashable, Sendable {
        /// A login is missing or wrong (401).
        case unauthenticated
        /// The login has no right to this (403).
        case forbidden
        /// There is no such repository, manifest, blob or file.
        case notFound
        /// The registry asks for a pause (429); retries are used up.
        case rateLimited
        /// The registry refused a change of a tag (409): it is held or denied.
        case refused
        /// The registry or the network failed.
        case unavailable
        /// Bytes do not hash to their digest, or have another length than announced.
        case integrity
        /// What was read is not what the formats allow.
        case malformed
        /// What was asked is not possible with this place.
        case unsupported
        /// A file cannot be read or written.
        case file
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, to which object.
    public var message: String
    /// Why, in our own words.
    public var reason: String?
    /// The registry's own words, if it gave any.
    public var registryWords: String?
    /// What to do next, if there is something.
    public var advice: String?
    /// For how many seconds the registry asks to wait.
    public var retryAfter: Int64?
    /// Whether the server gave no answer at all.
    public internal(set) var isUnanswered = false

    /// Creates an error.
    public init(
        _ code: Code,
        _ message: String,
        reason: String? = nil,
        registryWords: String? = nil,
        advice: String? = nil,
        retryAfter: Int64? = nil
    ) {
        self.code = code
        self.message = message
        self.reason = reason
        self.registryWords = registryWords
        self.advice = advice
        self.retryAfter = retryAfter
    }
}

extension ClientError: CustomStringConvertible {
    /// The message, with the reason and the registry's words.
    public var description: String {
        message + (reason.map { ": \($0)" } ?? "") + (registryWords.map { "; the registry says: \($0)" } ?? "")
    }
}
