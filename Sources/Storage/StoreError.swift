// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What went wrong in a store: a code to act on, words for a person, and the cause.
public struct StoreError: Error {
    /// The kinds of failure a caller can act on.
    public enum Code: String, Sendable {
        /// The object does not exist.
        case notFound
        /// The bytes do not hash to the digest that was claimed.
        case digestMismatch
        /// A chunk does not start where the upload stands.
        case outOfOrder
        /// Another request is writing to the same upload.
        case busy
        /// The disk is full, or below the reserve that keeps the registry able to work.
        case full
        /// More bytes than the store takes.
        case tooLarge
        /// Stored bytes are not what was stored.
        case corrupt
        /// The operating system or database failed.
        case failure
        /// Another process uses the data directory.
        case locked
    }

    /// The kind of failure.
    public let code: Code
    /// What happened, to which object, and what to do next.
    public let message: String
    /// The error underneath, if any.
    public let cause: (any Error)?

    /// Creates an error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension StoreError: CustomStringConvertible {
    /// The message and the cause.
    public var description: String { message + (cause.map { " (\($0))" } ?? "") }
}
