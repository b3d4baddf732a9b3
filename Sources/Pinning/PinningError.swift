// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why a file could not be read, or an edit was not made.
public struct PinningError: Error, Hashable, Sendable {
    /// The kinds of failure that callers tell apart.
    public enum Code: Hashable, Sendable {
        /// The file is not what its format allows.
        case malformed
        /// The file is larger or deeper than what is read.
        case tooLarge
        /// An edit could not be proved to change nothing but the reference.
        case unproven
        /// The edit is not possible without touching more than the reference.
        case unsupported
        /// The operating system refused to read or write a file.
        case file
        /// The lock file or a policy is wrong.
        case configuration
    }

    /// The kind of failure.
    public var code: Code
    /// What happened, without the file's name.
    public var message: String
    /// The file.
    public var path: String?
    /// The byte of the file it is about, where there is one.
    public var offset: Int?
    /// What to do next, if there is something.
    public var advice: String?

    /// Creates an error.
    public init(_ code: Code, _ message: String, path: String? = nil, offset: Int? = nil, advice: String? = nil) {
        self.code = code
        self.message = message
        self.path = path
        self.offset = offset
        self.advice = advice
    }
}

extension PinningError: CustomStringConvertible {
    /// The file and what happened.
    public var description: String { (path.map { "\($0): " } ?? "") + message }
}
