// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension FoundReference {
    /// What to ask to learn what the tag means now; nil when no tag is written beside a digest, or nothing is known.
    ///
    /// Without tag and digest it is `latest` that clients take.
    public var tagQuestion: Reference? {
        guard var reference = reference?.normalized() else { return nil }
        if reference.tag == nil {
            guard reference.digest == nil else { return nil }
            reference.tag = .latest
        }
        reference.digest = nil
        return reference
    }

    /// What to ask to learn whether the digest that is written is still there; nil when none is.
    public var digestQuestion: Reference? {
        guard var reference = reference?.normalized(), reference.digest != nil else { return nil }
        reference.tag = nil
        return reference
    }
}
