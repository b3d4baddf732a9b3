// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What is to be judged: an image, what its base meant when it was built, and what that means now.
public struct BaseQuestion: Sendable {
    /// What the name of a base means now.
    public enum Now: Sendable {
        /// An image for the platform.
        case meaning(BaseMeaning)
        /// This digest, which has images, but none for the platform.
        case dropped(Digest, platform: String)
        /// It cannot be told, and why.
        case unknown(String)
    }

    /// The image.
    public var image: BaseContent
    /// What the name meant when the image was built, by what somebody recorded or by the layers; nil if nobody knows.
    public var then: BaseMeaning?
    /// What it means now.
    public var now: Now
    /// What led here.
    public var evidence: [BaseEvidence]

    /// Creates a question.
    public init(image: BaseContent, then: BaseMeaning?, now: Now, evidence: [BaseEvidence] = []) {
        self.image = image
        self.then = then
        self.now = now
        self.evidence = evidence
    }
}
