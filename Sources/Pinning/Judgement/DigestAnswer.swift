// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a registry, or the lock in its place, said when it was asked what a tag means or whether a digest is there.
public enum DigestAnswer: Hashable, Sendable {
    /// What the reference means; with a wish for a platform, that platform's image.
    case found(Descriptor)
    /// There is no such tag or digest; and how that is known.
    case absent(String)
    /// It could not be found out.
    case failed(AnswerFailure)
}

/// Why it could not be found out what a reference means.
public struct AnswerFailure: Hashable, Sendable {
    /// The kinds of failure that exit codes tell apart.
    public enum Kind: Hashable, Sendable {
        /// The registry or the network failed, or the lock does not say it.
        case unavailable
        /// A login is missing, wrong, or has no right.
        case authentication
        /// The registry asks for a pause.
        case rateLimited
        /// Bytes do not hash to their digest.
        case integrity
    }

    /// The kind of failure.
    public var kind: Kind
    /// What happened, to what.
    public var message: String

    /// Creates a failure.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// What was asked, in normalised references that each hold either a tag or a digest, with the answers.
public typealias DigestAnswers = [Reference: DigestAnswer]
