// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

extension JSONWriter {
    /// Writes the members of judged signatures.
    mutating func write(_ check: SignatureCheck) {
        member("met", check.isMet)
        member("required", check.isAsked)
        member("by", check.demand?.source.code ?? "notation")
        member("requirements", check.judgement.requirements) { json, verdict in
            json.member("keys", texts: verdict.requirement.keys)
            json.member("threshold", Int64(verdict.requirement.threshold))
            json.member("bind", verdict.requirement.binding == .tag ? "tag" : "digest")
            json.member("met", verdict.isMet)
            json.member("signers", texts: verdict.signers)
            json.member("message", verdict.reason)
        }
        member("signatures", check.judgement.signatures) { json, verdict in
            json.member("format", verdict.signature.format.name)
            json.member("identity", verdict.signature.identity.rawValue)
            json.member("artifact", verdict.signature.artifact.rawValue)
            json.member("names", verdict.signature.reference?.description)
            json.member("keys", texts: verdict.keys)
            json.member("fingerprint", verdict.fingerprint?.rawValue)
            json.member("verdict", verdict.outcome.code)
            json.member("firstSeen", verdict.firstSeen)
            if let faults = verdict.podmanFaults(pulledAs: check.name) { json.member("podmanFaults", texts: faults) }
            json.member("message", verdict.outcome.words)
        }
        member("notation", check.notation) { json, finding in
            json.member("identity", finding.identity?.rawValue)
            json.member("artifact", finding.artifact.rawValue)
            json.member("tag", finding.tag?.rawValue)
            json.member("fingerprint", finding.fingerprint?.rawValue)
            json.member("verdict", finding.outcome.rawValue)
            json.member("firstSeen", finding.firstSeen)
            json.member("met", finding.isGood)
            json.member("message", finding.words)
        }
        member("others", check.companions) { json, companion in
            json.member("artifact", companion.artifact.rawValue)
            json.member("kind", companion.kind)
        }
        member("othersNotNamed", Int64(check.otherCompanions))
        member("unread", texts: check.unread)
        member("leftOut", Int64(check.leftOut))
    }
}

extension SignatureDemand.Source {
    /// Who says what is required, in a word.
    fileprivate var code: String {
        switch self {
        case .keys: "keys"
        case .policy: "policy"
        case .server: "server"
        }
    }
}
