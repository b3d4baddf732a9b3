// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What the name of a base meant at a moment, for one platform.
public struct BaseMeaning: Hashable, Sendable {
    /// What the name meant: an index, or the only image.
    public var digest: Digest
    /// The image for the platform; nil where it is not known, the digest itself where that is no index.
    public var image: Digest?
    /// What the image is made of; nil where it could not be read.
    public var content: BaseContent?

    /// Creates a meaning.
    public init(digest: Digest, image: Digest? = nil, content: BaseContent? = nil) {
        self.digest = digest
        self.image = image
        self.content = content
    }

    /// Finds the meaning of a name that an image was most likely built on: the one with the most layers that the image
    /// begins with.
    ///
    /// - Parameters:
    ///   - meanings: What the name meant; of those with as many layers the first counts.
    ///   - image: The image.
    /// - Returns: The meaning; nil when the image begins with none.
    public static func likeliest(of meanings: [BaseMeaning], for image: BaseContent) -> BaseMeaning? {
        var best: (meaning: BaseMeaning, depth: Int)?
        for meaning in meanings {
            guard let content = meaning.content, image.begins(with: content) else { continue }
            if content.layers.count > best?.depth ?? 0 { best = (meaning, content.layers.count) }
        }
        return best?.meaning
    }

    /// How another meaning is seen to be the same image; nil if it is not.
    ///
    /// Some tools record the digest of an index, others that of the platform's image in it: either counts.
    func sameness(as other: BaseMeaning) -> String? {
        if digest == other.digest { return "the tag means the same digest, \(digest.short)" }
        if digest == other.image { return "\(digest.short) is the platform's image in what the tag means" }
        if image == other.digest { return "the platform's image was \(other.digest.short), which the tag means" }
        guard let image, image == other.image else { return nil }
        return "the index is another, the platform's image in it the same, \(image.short)"
    }
}
