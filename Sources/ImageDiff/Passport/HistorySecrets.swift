// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds secrets that were given to the steps of a build and stayed in the history.
enum HistorySecrets {
    /// The most bytes of all steps that are looked at: no honest history is longer, and looking costs time.
    private static let maximumSize = 256 << 10

    /// A finding for each step that holds one; nothing of the secret is repeated.
    static func findings(_ history: [ImageConfig.HistoryEntry]) -> [BadPractice] {
        var size = 0
        let checked = history.prefix { step in
            size += step.createdBy.utf8.count + step.comment.utf8.count
            return size <= maximumSize
        }
        return checked.enumerated().compactMap { index, step in
            guard let what = SecretText(step.createdBy).finding ?? SecretText(step.comment).finding else { return nil }
            return BadPractice(
                kind: .secretInHistory,
                severity: .high,
                message: "step \(index + 1) of the history holds \(what); revoke it, and use a build secret instead"
            )
        }
    }
}
