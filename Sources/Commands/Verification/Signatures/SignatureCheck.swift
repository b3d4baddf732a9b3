// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

/// The signatures of one image, judged.
struct SignatureCheck: Sendable {
    /// What the log says, or why it says nothing.
    enum Log: Sendable {
        case read(SignatureLog)
        /// The registry keeps none.
        case none
    }

    /// What the image is called.
    let name: SignatureName
    /// What it is.
    let digest: Digest
    /// Who says what is required; nil: a trust policy of Notation.
    let demand: SignatureDemand?
    /// What the requirements came to, and what each signature is worth.
    let judgement: TrustJudgement
    /// The signatures of Notation.
    let notation: [NotationFinding]
    /// What is hung on the image and is no signature.
    let companions: [SignatureSearch.Companion]
    /// How much more is hung on it that is no signature.
    let otherCompanions: Int
    /// What could not be read.
    let unread: [String]
    /// How many manifests that may bring signatures were not read, because there are too many.
    let leftOut: Int
    /// Whether there is a log that knows when signatures came.
    let hasLog: Bool

    /// Judges what was found by keys.
    init(_ search: SignatureSearch, of digest: Digest, name: SignatureName, demand: SignatureDemand, log: Log) {
        self.init(search, of: digest, name: name, demand: demand, log: log, notation: nil)
    }

    /// Judges what was found by a trust policy of Notation.
    init(_ search: SignatureSearch, of digest: Digest, name: SignatureName, log: Log, notation: NotationBasis) {
        self.init(search, of: digest, name: name, demand: nil, log: log, notation: notation)
    }

    private init(
        _ search: SignatureSearch,
        of digest: Digest,
        name: SignatureName,
        demand: SignatureDemand?,
        log: Log,
        notation: NotationBasis?
    ) {
        let known: SignatureLog
        switch log {
        case .read(let log): (known, hasLog) = (log, true)
        case .none: (known, hasLog) = (SignatureLog([]), false)
        }
        self.name = name
        self.digest = digest
        self.demand = demand
        self.companions = search.companions
        self.otherCompanions = search.otherCompanions
        self.unread = search.unread
        self.leftOut = search.leftOut
        self.notation = search.envelopes.map { envelope in
            NotationFinding(envelope, of: digest, name: name, basis: notation, log: known)
        }
        self.judgement = TrustJudgement(
            requirements: demand?.requirements ?? [],
            keys: demand?.keys.map { known.trusted($0.name, $0.key) } ?? [],
            signatures: search.signatures.map { SeenSignature($0, firstSeen: known.firstSeen[$0.identity]) },
            digest: digest,
            repository: name.repository,
            tag: name.tag,
            authorities: AcceptedAuthorities([name.authority] + (demand?.authorities ?? []))
        )
    }

    /// Whether everything that is required is there.
    var isMet: Bool { demand == nil ? notation.contains(where: \.isGood) : judgement.isMet }

    /// What is missing, in words.
    var reason: String {
        guard leftOut > 0 else { return missing }
        // Who hangs too much on an image must not be able to say that it has no signature.
        return "\(missing), of those that were read: \(Quantity.count(leftOut, "more manifest")) that may bring"
            + " signatures \(leftOut == 1 ? "was" : "were") not"
    }

    private var missing: String {
        guard demand == nil else { return judgement.reason }
        let words = notation.map(\.words)
        return words.isEmpty ? "there is no signature of Notation" : words.joined(separator: "; ")
    }

    /// Whether anything was required at all.
    var isAsked: Bool { demand?.requirements.isEmpty != true }

    /// The exit status, unless all is as it must be.
    var status: ExitStatus? { isMet ? nil : .integrity }
}
