// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What stands beside the parts of an image and changes what the chart's templates make of them.
struct ImageAddition {
    /// Why no digest may be written into the parts.
    let reason: String
    /// Whether the image is known all the same.
    let isKnown: Bool

    private init(_ reason: String, isKnown: Bool = false) {
        self.reason = reason
        self.isKnown = isKnown
    }

    /// Looks for it; nil when the parts are all there is.
    init?(beside node: YAMLNode, digest: YAMLNode?) {
        if let key = node.repeatedKey(among: Self.parts) {
            self.init(RepeatedKeys.reason(key))
            return
        }
        for entry in node.visibleEntries {
            guard let key = entry.key.string, entry.value.scalar != nil else { continue }
            if Self.additions.contains(key), ChartScalar(entry.value) != .empty {
                self.init("the chart makes the image of \(key) too")
                return
            }
            if key.hasSuffix("Digest"), key != "useDigest" {
                self.init("the chart takes the digest from \(key)")
                return
            }
        }
        guard let use = node.value("useDigest")?.string else { return nil }
        let hasDigest = ChartScalar(digest) != .empty
        switch (use == "true", hasDigest) {
        case (true, true): return nil
        case (true, false):
            // An empty text between quotes takes a digest, and is used.
            guard digest?.scalar?.style == .doubleQuoted || digest?.scalar?.style == .singleQuoted else {
                self.init("useDigest says that the digest stands under a key of its own", isKnown: true)
                return
            }
            return nil
        case (false, true): self.init("useDigest says that the digest does not count")
        case (false, false): self.init("useDigest says that digests do not count", isKnown: true)
        }
    }

    private static let additions: Set<String> = ["override", "tagSuffix", "tagPrefix", "suffix", "variant"]
    private static let parts: Set<String> = [
        "registry", "repository", "image", "name", "tag", "imageTag", "version", "digest", "sha", "useDigest",
    ]
}
