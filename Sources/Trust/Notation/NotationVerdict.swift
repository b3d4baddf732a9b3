// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What ``NotationVerifier`` found out about one signature.
public struct NotationVerdict: Sendable {
    /// What follows.
    public enum Outcome: String, Sendable {
        /// Every check that the policy enforces passed.
        case trusted
        /// A check that the policy enforces failed, or no statement of the policy is about the repository.
        case refused
        /// The policy says that signatures there are not looked at, which is no reason to trust.
        case skipped
    }

    /// One check, and what came of it.
    public struct Finding: Hashable, Sendable {
        /// The check.
        public let check: NotationCheck
        /// What follows when it fails.
        public let action: NotationCheck.Action
        /// Why it failed; nil when it passed or was skipped.
        public let failure: String?

        /// The finding in words.
        public var text: String {
            switch (action, failure) {
            case (.skip, _): "\(check.rawValue): not looked at"
            case (_, nil): "\(check.rawValue): passed"
            case (.log, let failure?): "\(check.rawValue): failed, and the policy lets it pass: \(failure)"
            case (.enforce, let failure?): "\(check.rawValue): failed: \(failure)"
            }
        }
    }

    /// What follows.
    public let outcome: Outcome
    /// The signer's name, from its certificate; to be believed only when ``outcome`` is trusted.
    public let signer: String
    /// The statement of the policy that applied, if one did.
    public let statement: String?
    /// The checks in the order they were made; empty when no statement applied.
    public let findings: [Finding]
}

extension NotationVerdict: CustomStringConvertible {
    /// The verdict in one sentence.
    public var description: String {
        guard let statement else {
            return "refused: no statement of the trust policy is about this repository; add its scope, or \"*\""
        }
        let failures = findings.filter { $0.action == .enforce && $0.failure != nil }.map(\.text)
        switch outcome {
        case .trusted: return "signed by \(signer), trusted by the statement \"\(statement)\""
        case .skipped: return "not looked at: the statement \"\(statement)\" skips verification"
        case .refused: return "refused by the statement \"\(statement)\": " + failures.joined(separator: "; ")
        }
    }
}
