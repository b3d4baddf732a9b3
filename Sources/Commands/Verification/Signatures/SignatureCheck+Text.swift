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
            lines.append("  \(Self.line(signature, hasLog: hasLog, style: style))")
        }
        for finding in notation {
            let words = VisibleText.line(finding.words)
            lines.append("  notation: \(finding.isGood ? style.success(words) : words)")
        }
        for companion in companions {
            lines.append(
                style.faint("  no signature: \(VisibleText.line(companion.kind)), \(companion.artifact.short)")
            )
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

    private static func line(_ verdict: SignatureVerdict, hasLog: Bool, style: Style) -> String {
        let signature = verdict.signature
        let maker =
            verdict.keys.isEmpty
            ? "" : " by \(verdict.keys.joined(separator: ", "))" + (verdict.fingerprint.map { " (\($0.short))" } ?? "")
        let seen = verdict.firstSeen.map { "in the log since entry \($0)" } ?? (hasLog ? "not in the log" : "")
        let text = "\(signature.format.name)\(maker): \(verdict.outcome.words)" + (seen.isEmpty ? "" : ", \(seen)")
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
