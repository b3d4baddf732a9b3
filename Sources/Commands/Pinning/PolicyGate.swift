// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel
import Pinning
import Policy

/// What a policy says of digests that are to be written.
struct PolicyGate {
    private let policy: PinPolicy
    private let now: Timestamp
    private let since: [Reference: Result<Timestamp?, ClientError>]

    /// Asks registries for the ages that the policy depends on.
    ///
    /// - Parameters:
    ///   - policy: What a team agreed on.
    ///   - pins: The tags with the digests that are to be written, normalised.
    ///   - desk: What asks.
    init(_ policy: PinPolicy, pins: [Reference], desk: RegistryDesk) async {
        self.policy = policy
        self.now = Timestamp(microseconds: Surroundings.current.now() * 1_000_000)
        self.since = await desk.history.firstSeen(of: pins.filter { $0.tag != nil && policy.needsHistory($0) })
    }

    /// Says why a digest may not be written for a reference; nil when it may.
    func refusal(_ reference: Reference, _ digest: Digest) -> PinRefusal? {
        var pin = reference.normalized().tagged
        pin.digest = digest
        let moment: Timestamp?
        switch since[pin] {
        case .failure(let error) where policy.needsHistory(reference): return .unknown(error.description)
        case .success(let found): moment = found
        case .failure, nil: moment = nil
        }
        switch policy.verdict(reference: reference, since: moment, now: now) {
        case .allowed: return nil
        case .refused(let reason): return .refused(reason)
        case .unknown(let reason): return .unknown(reason)
        }
    }
}

extension Reference {
    /// The reference with the tag that clients take when none is written.
    var tagged: Reference {
        var result = self
        if result.tag == nil { result.tag = .latest }
        return result
    }
}
