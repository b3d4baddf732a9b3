// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import Logging
internal import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// Expires and releases the open holds whose time has come; gives the number closed.
    ///
    /// When both deadlines have passed, as after a long stop, the earlier one counts.
    public func closeDueHolds() async throws -> Int {
        let rules = policy.rules
        let moment = now()
        let due = try await metadata.read { store in
            try store.holds(in: nil, tag: nil, states: [.open, .pending], before: nil, limit: .max)
                .map { Hold($0, rules: rules) }
                .filter { $0.deadline.map { $0.at <= moment } ?? false }
        }
        for hold in due {
            let record = hold.record
            do {
                let settled = try await judged { policy in
                    try await signatures(ofHold: record, under: policy)
                } change: { [self] store, policy, signatures in
                    guard let current = try store.hold(record.id), current.state == record.state,
                        let deadline = Hold(current, rules: policy.rules).deadline, deadline.at <= moment
                    else { return [Tag]() }
                    try signatures.requireCurrent(store)
                    return try close(current, deadline.kind, policy: policy, signatures, at: moment, in: store)
                }
                noteSettled(settled, in: record.repository)
            } catch {
                log.error("hold \(record.id) could not be closed by time", metadata: ["error": "\(error)"])
            }
            cache.drop([record.tag], in: record.repository)
            cache.drop([record.to], in: record.repository)
        }
        return due.count
    }

    private func close(
        _ hold: HoldRecord,
        _ kind: Hold.Deadline.Kind,
        policy: LivePolicy,
        _ signatures: ChangeSignatures,
        at moment: Timestamp,
        in store: any MetadataWriter
    ) throws -> [Tag] {
        switch kind {
        case .expiry:
            try store.close(
                hold,
                as: .expired,
                event: .expired,
                by: Caller.system.name,
                reason: "nobody decided in time",
                at: moment
            )
            return []
        case .release:
            // Time does not stand in for a signature: the hold waits on.
            let rule = policy.rules.rule(for: hold.repository, tag: hold.tag)
            if !rule.require.isEmpty {
                guard let required = signatures.required, required.evidence.digest == hold.to,
                    try required.missing(for: hold.tag, under: rule, store) == nil
                else { return [] }
            }
            let decision = HoldDecision(
                caller: .system,
                policy: policy,
                now: moment,
                upstreams: upstreams,
                signatures: signatures
            )
            do {
                return try decision.approve(hold, reason: "released by time: nobody rejected it", in: store)
            } catch let error as RegistryError {
                try store.close(
                    hold,
                    as: .superseded,
                    event: .superseded,
                    by: Caller.system.name,
                    reason: error.message,
                    at: moment
                )
                return []
            }
        }
    }
}

extension Hold {
    /// The next thing time does to an open hold.
    struct Deadline {
        enum Kind {
            case expiry
            case release
        }

        let kind: Kind
        let at: Timestamp
    }

    var deadline: Deadline? {
        switch (expiresAt, releaseAt) {
        case (nil, nil): nil
        case (let expiry?, nil): Deadline(kind: .expiry, at: expiry)
        case (nil, let release?): Deadline(kind: .release, at: release)
        case (let expiry?, let release?):
            release <= expiry ? Deadline(kind: .release, at: release) : Deadline(kind: .expiry, at: expiry)
        }
    }
}
