// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel

/// What is known of an ambiguity beside its kind and place, in words.
enum AmbiguityText {
    /// What other readers see there, to be put behind the kind: empty, or with a semicolon before each part.
    static func rest(of ambiguity: Ambiguity) -> String {
        var text = ""
        if let containerd = ambiguity.containerd { text += "; containerd: \(containerd)" }
        if let detail = ambiguity.detail { text += "; \(detail)" }
        return VisibleText.line(text)
    }
}
