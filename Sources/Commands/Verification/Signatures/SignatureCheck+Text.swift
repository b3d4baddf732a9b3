// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Trust

extension SignatureCheck {
    /// The lines for people.
    func lines(style: Style) -> [String] {
        let image = "\(name.authority)/\(name.repository)" + (name.tag.map { ":\($0)" } ?? "") + "@\(digest)"
        var lines: [String] = []
        if !isAsked {
            lines.append("\(style.attention("not asked")) \(VisibleText.line(image)): no signature is required")
        } else if isMet {
            lines.append("\(style.success("signed")) \(VisibleText.line(image)): \(met)")
        } else {
            lines.append("\(style.failure("not signed")) \(VisibleText.line(image)): \(VisibleText.line(reason))")
        }
        if case .server(let host)? = demand?.source {
            lines.append(style.faint("  by the word of \(VisibleText.line(host)); --key or --policy asks your own"))
        }
        for signature in judgement.signatures {
            lines.append("  \(line(signature, style: style))")
            guard let faults = signature.podmanFaults(pulledAs: name), !faults.isEmpty else { continue }
            let reasons = VisibleText.line(faults.joined(separator: "; "))
            lines.append("    \(style.attention("podman would refuse it")): \(reasons)")
        }
        for finding in notation { lines.append("  \(line(finding, style: style))") }
        for companion in companions {
            lines.append(
                style.faint("  no signature: \(VisibleText.line(companion.kind)), \(companion.artifact.short)")
            )
        }
        if otherCompanions > 0 {
            let count = Quantity.count(otherCompanions, "more manifest")
            lines.append(style.faint("  no signature: \(count) of other types"))
        }
        for text in unread { lines.append("  \(style.attention("not read")): \(VisibleText.line(text))") }
        return lines
    }

    private var met: String {
        guard demand != nil else { return VisibleText.line(notation.first(where: \.isGood)?.words ?? "") }
        return judgement.requirements.map { $0.signers.joined(separator: " and ") }.joined(separator: "; ")
            + (name.tag == nil
                ? ""
                : judgement.requirements.contains { $0.requirement.binding == .tag }
                    ? ", for this tag" : ", for the digest")
    }

    private func line(_ finding: NotationFinding, style: Style) -> String {
        let words = VisibleText.line("notation: \(finding.words)")
        let text = finding.identity == nil ? words : words + logged(finding.firstSeen)
        switch finding.outcome {
        case .trusted: return style.success(text)
        case .revoked, .retired: return style.failure(text)
        case .refused, .otherName, .undecided, .unreadable: return text
        }
    }

    /// Since when the log has a signature, to be put behind what else is said of it; nothing where there is no log.
    private func logged(_ firstSeen: Int64?) -> String {
        guard hasLog else { return "" }
        return firstSeen.map { ", in the log since entry \($0)" } ?? ", not in the log"
    }

    private func line(_ verdict: SignatureVerdict, style: Style) -> String {
        let signature = verdict.signature
        let maker =
            verdict.keys.isEmpty
            ? "" : " by \(verdict.keys.joined(separator: ", "))" + (verdict.fingerprint.map { " (\($0.short))" } ?? "")
        let text = "\(signature.format.name)\(maker): \(verdict.outcome.words)" + logged(verdict.firstSeen)
        switch verdict.outcome {
        case .tagBound: return style.success(VisibleText.line(text))
        case .revoked, .retired, .otherDigest: return style.failure(VisibleText.line(text))
        default: return VisibleText.line(text)
        }
    }
}

extension FoundSignature.Format {
    /// The form in a word.
    var name: String {
        switch self {
        case .simpleSigning: "simple-signing"
        case .bundle: "bundle"
        case .notation: "notation"
        }
    }
}

extension SignatureVerdict.Outcome {
    /// What a signature comes to, in words.
    var words: String {
        switch self {
        case .tagBound: "names this tag"
        case .digestOnly: "names the digest alone"
        case .otherTag(let tag): "names another tag, \(tag)"
        case .otherRepository(let name): "names another image, \(name)"
        case .otherDigest(let digest): "is of other content, \(digest)"
        case .revoked(let index): "counts for nothing: its key was revoked at entry \(index)"
        case .retired(let index): "counts for nothing: its key was retired at entry \(index)"
        case .unknownKey: "made by no key that is trusted here"
        case .notASignature(let type): "no signature, but a statement of type \(type)"
        }
    }

    /// What a signature comes to, for tools.
    var code: String {
        switch self {
        case .tagBound: "tag"
        case .digestOnly: "digest"
        case .otherTag: "other-tag"
        case .otherRepository: "other-repository"
        case .otherDigest: "other-digest"
        case .revoked: "revoked"
        case .retired: "retired"
        case .unknownKey: "unknown-key"
        case .notASignature: "no-signature"
        }
    }
}
