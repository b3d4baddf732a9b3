// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning

extension JudgedReference {
    /// The reference as it resolves; as it is written, when that is not known.
    var text: String { found.reference?.description ?? found.written }

    /// The reference with the digest that is, would be or was written.
    var pinnedText: String? {
        guard let digest, var reference = found.reference else { return nil }
        reference.digest = digest
        return reference.description
    }

    /// The reference without digest, for lines that show the digest beside it.
    var nameText: String {
        guard var reference = found.reference else { return found.written }
        reference.digest = nil
        return reference.description
    }

    /// Whether the command wrote, or would write, another digest than the one that stands there.
    var isEdit: Bool { status == .pinned && digest != nil && digest != found.pinnedDigest }

    /// What is to be said of a finding in one sentence, without a line break and harmless for a terminal.
    var sentence: String {
        guard let message else { return VisibleText.line("\(nameText) \(judgement)") }
        guard status == .drifted || status == .platformPin, let digest, let current, digest != current else {
            return VisibleText.line("\(nameText): \(message)")
        }
        return VisibleText.line("\(nameText): \(message) (pinned \(digest), now \(current))")
    }

    private var judgement: String {
        switch status {
        case .pinned: "is pinned" + (digest.map { " to \($0)" } ?? "")
        case .unpinned:
            "is not pinned to a digest" + ((digest ?? current).map { "; at the moment it means \($0)" } ?? "")
        case .drifted:
            "does not mean what is pinned any more"
                + (digest.map { ": the file says \($0)" } ?? "") + (current.map { ", the registry \($0)" } ?? "")
        case .platformPin:
            "is pinned to the image of one platform, which fails on all others"
                + (current.map { "; the image for all of them is \($0)" } ?? "")
        case .unresolved: "could not be judged"
        case .skipped: "is left alone"
        }
    }
}

extension JudgedReference.Status {
    /// Whether a reference of this status is something to be told, for which a command does not end with 0.
    var isFinding: Bool {
        switch self {
        case .pinned, .skipped: false
        case .unpinned, .drifted, .platformPin, .unresolved: true
        }
    }

    /// The heading for tools that collect findings.
    var title: String {
        switch self {
        case .pinned: "Reference pinned to a digest"
        case .unpinned: "Image reference without a digest"
        case .drifted: "File and lock or registry disagree"
        case .platformPin: "Reference pinned to the image of one platform"
        case .unresolved: "Image reference that could not be judged"
        case .skipped: "Image reference left alone"
        }
    }
}
