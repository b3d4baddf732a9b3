// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// A signature of Notation, judged by a trust policy and by what the log says of it and of its keys.
struct NotationFinding: Sendable {
    /// What it comes to.
    enum Outcome: String, Sendable {
        /// The policy trusts it, and it names what it has to.
        case trusted
        /// The policy does not trust it.
        case refused
        /// The policy trusts it, and it names something else.
        case otherName = "other-name"
        /// A key of its certificates was revoked before the log had it.
        case revoked
        /// A key of its certificates was retired before the log had it.
        case retired
        /// Nobody gave a policy.
        case undecided
        /// It cannot be read.
        case unreadable
    }

    /// The manifest that brought it.
    let artifact: Digest
    /// The signature's identity; nil when it cannot be read.
    let identity: Digest?
    /// The fingerprint of the signer's key; nil when it cannot be read.
    let fingerprint: Digest?
    /// The tag that it names.
    let tag: Tag?
    /// Where the log first had it.
    let firstSeen: Int64?
    /// What it comes to.
    let outcome: Outcome
    /// The same in words.
    let words: String

    /// Whether it counts.
    var isGood: Bool { outcome == .trusted }

    /// Reads and judges an envelope.
    init(
        _ envelope: SignatureSearch.Envelope,
        of digest: Digest,
        name: SignatureName,
        basis: NotationBasis?,
        log: SignatureLog
    ) {
        artifact = envelope.artifact
        guard !envelope.isBinary else {
            (identity, fingerprint, tag, firstSeen) = (nil, nil, nil, nil)
            (outcome, words) = (.unreadable, "a signature of Notation in COSE, which is not read")
            return
        }
        do throws(NotationError) {
            let signature = try NotationSignature(envelope: envelope.bytes)
            identity = signature.identity
            fingerprint = signature.chain.leaf.keyFingerprint
            tag = signature.tag
            firstSeen = log.firstSeen[signature.identity]
            (outcome, words) = Self.judged(signature, of: digest, name: name, basis: basis, log: log)
        } catch {
            (identity, fingerprint, tag, firstSeen) = (nil, nil, nil, nil)
            (outcome, words) = (.unreadable, "a signature of Notation that is not accepted: \(error)")
        }
    }
}

extension NotationFinding {
    private static func judged(
        _ signature: NotationSignature,
        of digest: Digest,
        name: SignatureName,
        basis: NotationBasis?,
        log: SignatureLog
    ) -> (Outcome, String) {
        if let dead = ended(signature, log) { return dead }
        guard let basis else {
            return (.undecided, "one of Notation by \(signature.signer), which a trustpolicy.json decides about")
        }
        let verdict = basis.verifier.verdict(on: signature, of: digest, in: name.scope, at: basis.time)
        let named = signature.reference ?? signature.tag?.rawValue
        let isNamed = name.tag.map { signature.reference == "\(name.scope):\($0)" } ?? false
        let isBound =
            switch basis.binding {
            case .digest?: true
            case .tag?: isNamed
            case nil: isNamed || named == nil || name.tag == nil
            }
        let names = named.map { "names \($0)" } ?? "names the digest alone"
        guard isBound else {
            return (verdict.outcome == .trusted ? .otherName : .refused, "\(verdict), but it \(names)")
        }
        return (verdict.outcome == .trusted ? .trusted : .refused, "\(verdict); it \(names)")
    }

    /// Why it counts for nothing, whatever the policy says: the log tells that a key above it, or its own, had ended.
    private static func ended(_ signature: NotationSignature, _ log: SignatureLog) -> (Outcome, String)? {
        let firstSeen = log.firstSeen[signature.identity]
        for certificate in signature.chain.certificates {
            let maker =
                "one of Notation by \(signature.signer), which counts for nothing: the key of \(certificate.subject)"
            switch log.ends[certificate.keyFingerprint]?.state {
            case .revoked(let since)? where firstSeen.map({ $0 >= since }) ?? true:
                return (.revoked, "\(maker) was revoked at entry \(since)")
            case .retired(let since)? where firstSeen.map({ $0 >= since }) ?? true:
                return (.retired, "\(maker) was retired at entry \(since)")
            default: continue
            }
        }
        return nil
    }
}
