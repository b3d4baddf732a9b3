// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why the registry did not do what was asked: a code to act on and words for a person.
public struct RegistryError: Error {
    /// The kinds of refusal.
    ///
    /// A face maps each to its own answer, in one place.
    public enum Code: Hashable, Sendable {
        case blobUnknown
        case manifestUnknown
        case repositoryUnknown
        case uploadUnknown
        case holdUnknown
        case tokenUnknown
        case userUnknown
        case deliveryUnknown
        case digestInvalid
        case manifestInvalid
        case manifestBlobUnknown
        case uploadInvalid
        case requestInvalid
        /// A chunk that does not start where the upload stands, at this offset.
        case uploadOutOfOrder(offset: Int64)
        case tooLarge
        case tooManyUploads
        /// The disk is full.
        case full
        /// `If-Match` or `If-None-Match` does not hold.
        case preconditionFailed
        /// The caller lacks a right.
        case rightMissing
        /// A held manifest that the caller may not read yet.
        case held
        /// A rule serves what is signed alone, and this is not.
        case unsigned
        /// A key that no configuration names.
        case keyUnknown
        /// A rule does not let a tag change.
        case tagRefused
        /// A rule does not let a tag or manifest be deleted, or a blob is still in use.
        case deleteRefused
        /// A decision that no longer fits what is so.
        case conflict
        /// Repositories of an upstream are not pushed to.
        case readOnly
        /// An upstream registry does not let this one in.
        case upstreamDenied
        /// An upstream registry wants to be asked later; after this many seconds, if it says so.
        case upstreamLimited(retryAfter: Int64?)
        /// An upstream registry cannot be reached, or does not answer as it should.
        case upstreamUnavailable
        /// Stored bytes turned out not to be what was stored.
        case corrupt
    }

    /// The kind of refusal.
    public let code: Code
    /// What happened, to which object, and what to do next.
    public let message: String
    /// The tag changes that were refused; not empty exactly when `code` is `tagRefused`.
    public let refusals: [TagRefusal]
    /// The hold the message is about, if any; a face adds where to decide it.
    public let hold: Int64?

    /// Creates an error.
    public init(_ code: Code, _ message: String, hold: Int64? = nil) {
        self.code = code
        self.message = message
        self.refusals = []
        self.hold = hold
    }

    /// Creates the error for a push whose tags may not change.
    public init(_ refusals: [TagRefusal]) {
        self.code = .tagRefused
        self.message = refusals.map { $0.message(decideAt: nil) }.joined(separator: "; ")
        self.refusals = refusals
        self.hold = refusals.first?.hold
    }
}

extension RegistryError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
