// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One thing that Notation looks at when it verifies a signature.
public enum NotationCheck: String, CaseIterable, Sendable {
    /// The signature fits the content.
    case integrity
    /// A trusted root stands above the signer, and the signer is one who is named.
    case authenticity
    /// The certificates were valid when it was signed, by a time that can be believed.
    case authenticTimestamp
    /// The signer's own limit has not passed.
    case expiry
    /// No certificate was called back.
    case revocation

    /// What follows when the check fails.
    public enum Action: String, Sendable {
        /// The signature is refused.
        case enforce
        /// It is told, and the signature is taken.
        case log
        /// The check is not made.
        case skip
    }

    /// A set of actions with a name.
    public enum Level: String, CaseIterable, Sendable {
        case strict
        case permissive
        case audit
        case skip

        /// What follows when a check fails, unless the policy says otherwise.
        public func action(for check: NotationCheck) -> Action {
            switch (self, check) {
            case (.skip, _): .skip
            case (.strict, _), (_, .integrity), (.permissive, .authenticity): .enforce
            case (.permissive, _), (.audit, _): .log
            }
        }
    }
}
