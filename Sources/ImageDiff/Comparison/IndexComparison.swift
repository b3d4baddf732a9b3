// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What two references come to, over all their platforms.
///
/// The heaviest platform decides. A platform that came or went makes the verdict `changed`, and so does a pair of images
/// that was not compared: what is not known is not the same.
public struct IndexComparison: Sendable {
    /// A pair of images with what differs.
    public struct Compared: Sendable {
        /// The images.
        public var pair: PlatformPair
        /// What differs; nil if an image is missing, was not compared, or both are one.
        public var comparison: ImageComparison?

        /// Creates a pair.
        public init(pair: PlatformPair, comparison: ImageComparison?) {
            self.pair = pair
            self.comparison = comparison
        }

        /// What the pair comes to.
        public var verdict: Verdict {
            pair.change == .same ? .identical : pair.change == .modified ? comparison?.verdict ?? .changed : .changed
        }

        /// How far the two are the same.
        public var rung: EqualityRung {
            pair.change == .same
                ? .sameManifest : pair.change == .modified ? comparison?.rung ?? .different : .different
        }
    }

    /// The digest of the reference before, index or manifest.
    public let from: Digest
    /// The digest of the reference now.
    public let to: Digest
    /// The platforms, in the order of the pairing.
    public let platforms: [Compared]

    /// Creates the comparison of all platforms.
    public init(from: Digest, to: Digest, platforms: [Compared]) {
        self.from = from
        self.to = to
        self.platforms = platforms
    }

    /// What all comes to.
    public var verdict: Verdict {
        if from == to { return .identical }
        guard let heaviest = platforms.map(\.verdict).max(by: { $0.weight < $1.weight }) else { return .changed }
        // Another index over the same images is other bytes.
        return heaviest == .identical ? .sameFiles : heaviest
    }

    /// How far the two references are the same on every platform.
    public var rung: EqualityRung {
        if from == to { return .identical }
        return min(platforms.map(\.rung).min() ?? .different, .sameManifest)
    }

    /// All in one line.
    public var headline: String {
        if from == to { return "identical" }
        let came = platforms.filter { $0.pair.change == .added }.map { "platform \($0.pair.platform) added" }
        let went = platforms.filter { $0.pair.change == .removed }.map { "platform \($0.pair.platform) removed" }
        var lines = platforms.filter { $0.verdict == verdict }.compactMap(\.comparison?.headline)
        if Set(lines).count > 1 {
            // The platform of which there is most to say stands for the others.
            let heaviest = lines.max { $0.utf8.count < $1.utf8.count } ?? ""
            lines = ["\(heaviest) (on one of \(platforms.count) platforms)"]
        }
        let unknown = platforms.contains { $0.pair.change == .modified && $0.comparison == nil }
        let parts = came + went + lines.prefix(1) + (unknown ? ["not compared on every platform"] : [])
        return parts.isEmpty ? "same images, listed by another index" : parts.joined(separator: ", ")
    }
}

extension Verdict {
    /// How much differs.
    fileprivate var weight: Int {
        switch self {
        case .identical: 0
        case .sameFiles: 1
        case .timestampsOnly: 2
        case .changed: 3
        }
    }
}
