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
    private var since: [Reference: Result<Timestamp?, AnswerFailure>] = [:]

    /// Asks registries for the ages that the policy depends on.
    ///
    /// - Parameters:
    ///   - policy: What a team agreed on.
    ///   - pins: The tags with the digests that they mean, normalised; of indexes, where one platform's image is written.
    ///   - desk: What asks.
    init(_ policy: PinPolicy, pins: [Reference], desk: RegistryDesk) async {
        self.policy = policy
        self.now = Timestamp(microseconds: Surroundings.current.now() * 1_000_000)
        let answers = await desk.history.firstSeen(of: pins.filter { $0.tag != nil && policy.needsHistory($0) })
        for (pin, answer) in answers { since[pin.withoutDigest] = answer.mapError { AnswerFailure($0) } }
    }

    /// Takes the ages from a lock, which knows those that a registry's history told it.
    init(_ policy: PinPolicy, lock: LockFile) {
        self.policy = policy
        self.now = Timestamp(microseconds: Surroundings.current.now() * 1_000_000)
        for entry in lock.entries { since[entry.reference.withoutDigest] = .success(entry.log?.time) }
    }

    /// Says why a digest may not be written for a reference; nil when it may.
    func refusal(_ reference: Reference, _ digest: Digest) -> PinRefusal? {
        let moment: Timestamp?
        switch since[reference.normalized().tagged.withoutDigest] {
        case .failure(let failure) where policy.needsHistory(reference): return .unknown(failure)
        case .success(let found): moment = found
        case .failure, nil: moment = nil
        }
        switch policy.verdict(reference: reference, since: moment, now: now) {
        case .allowed: return nil
        case .refused(let reason): return .refused(reason)
        case .unknown(let reason): return .unknown(AnswerFailure(.unavailable, reason))
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

    fileprivate var withoutDigest: Reference { Reference(host: host, repository: repository, tag: tag) }
}
