// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension GitLabText {
    /// Whether the text has neither variables nor inputs.
    var isPlain: Bool { names.isEmpty && mystery == nil }

    /// What the text means as a reference.
    var meaning: FoundReference.Meaning {
        guard let value else { return .unknown(mystery ?? "its variables are not known") }
        return FoundReference.Meaning(value[SpelledText(value).trimmed(value.indices)])
    }

    /// Whether a digest may be written behind a text with variables.
    func editing(of written: String) -> FoundReference.Editing {
        switch meaning {
        case .unknown(let reason): return .lockOnly(reason)
        case .known(let reference):
            let names = names.joined(separator: " and ")
            if let digest = reference.digest, !written.contains(digest.rawValue) {
                return .lockOnly("the digest comes from \(names)")
            }
            return .onRequest(.staleVariables, "a part of it comes from \(names)")
        }
    }
}
