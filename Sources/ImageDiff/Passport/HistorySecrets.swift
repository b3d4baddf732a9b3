// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds secrets that were given to the steps of a build and stayed in the history.
enum HistorySecrets {
    /// A finding for each step that holds one; nothing of the secret is repeated.
    static func findings(_ history: [ImageConfig.HistoryEntry]) -> [BadPractice] {
        history.enumerated().compactMap { index, step in
            guard let what = SecretText(step.createdBy).finding ?? SecretText(step.comment).finding else { return nil }
            return BadPractice(
                kind: .secretInHistory,
                severity: .high,
                message: "step \(index + 1) of the history holds \(what); revoke it, and use a build secret instead"
            )
        }
    }
}
