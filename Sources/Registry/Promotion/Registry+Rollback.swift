// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// Lets a tag mean again what it meant before.
    ///
    /// Who may approve does so at once; who may only push has it judged like a push. Nobody needs the bytes.
    ///
    /// - Parameters:
    ///   - rollback: The tag, and what it is to mean.
    ///   - caller: Who asks; needs the right to approve or to push.
    /// - Returns: What became of it.
    /// - Throws: ``RegistryError``: `rightMissing`, `readOnly`, `requestInvalid` without a reason, `manifestUnknown`;
    ///   `conflict` when the tag never meant that, a rule denies changes, or the content is gone; `tagRefused` when a
    ///   pusher's rollback is held or refused.
    public func rollBack(_ rollback: Rollback, by caller: Caller) async throws -> RollbackResult {
        let repository = rollback.repository
        try caller.require(.pull, in: repository)
        let mayApprove = caller.may(.approve, in: repository)
        if !mayApprove {
            // Who may do neither is told of the right that is enough for every rollback.
            if !caller.may(.push, in: repository) { try caller.require(.approve, in: repository) }
            try requireOwn(repository)
        }
        guard let reason = try DecisionReason(rollback.reason).text else {
            throw RegistryError(
                .requestInvalid,
                "say why \(repository):\(rollback.tag) goes back; history keeps the reason"
            )
        }
        let moment = now()
        let completeness: RollbackTransaction.Completeness = upstreams.place(of: repository) == nil ? .whole : .manifest
        let transaction: @Sendable (any MetadataWriter) -> RollbackTransaction = { [self] store in
            RollbackTransaction(
                store: store,
                rules: policy.rules,
                rollback: rollback,
                reason: reason,
                completeness: completeness,
                caller: caller,
                now: moment
            )
        }
        let outcome: RollbackTransaction.Outcome
        if mayApprove {
            outcome = .done(try await metadata.write(from: caller.address) { try transaction($0).restore() })
        } else {
            let found = try await metadata.read { try $0.goal(of: rollback).digest }
            let item = try await item(found, in: repository)
            outcome = try await metadata.write(from: caller.address) { try transaction($0).offer(item, found: found) }
        }
        cache.drop([rollback.tag], in: repository)
        comparisons.bell.ring()
        switch outcome {
        case .done(let result): return result
        case .refused(let refusals): throw RegistryError(refusals)
        }
    }
}
