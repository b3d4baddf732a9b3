// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Says which image of one reference is compared with which of another.
///
/// Images are paired by platform, in the spelling that makes `arm64/v8` and `arm64` one. Where several images are for
/// one platform, the first ones are a pair, since runtimes take them (but for Windows); then those with equal digests, and the others in the order of their indexes. Two images that no
/// index lists are a pair whatever their platforms.
public struct PlatformPairing: Sendable {
    /// The pairs, sorted by platform; of one platform in the order of the indexes.
    public let pairs: [PlatformPair]

    /// Pairs images.
    public init(_ old: [PlatformImage], _ new: [PlatformImage]) {
        if old.count == 1, new.count == 1, old[0].origin == .configuration, new[0].origin == .configuration {
            self.pairs = [PlatformPair(platform: new[0].name, from: old[0], to: new[0])]
            return
        }
        let before = Dictionary(grouping: old) { NormalPlatform($0.platform) }
        let after = Dictionary(grouping: new) { NormalPlatform($0.platform) }
        self.pairs = Set(before.keys).union(after.keys).sorted().flatMap { platform in
            Self.pair(before[platform] ?? [], after[platform] ?? [], of: platform.description)
        }
    }

    private static func pair(
        _ old: [PlatformImage],
        _ new: [PlatformImage],
        of platform: String
    ) -> [PlatformPair] {
        var pairs: [PlatformPair] = []
        var old = old[...]
        var new = new[...]
        // Runtimes take the first: another order is another image, though the index lists the same ones. Windows goes by
        // its version instead.
        let isOrdered = !platform.hasPrefix("windows/") && old.count + new.count > 2
        if isOrdered, let before = old.first, let after = new.first, before.digest != after.digest {
            pairs.append(PlatformPair(platform: platform, from: before, to: after))
            old = old.dropFirst()
            new = new.dropFirst()
        }
        let common = Set(old.map(\.digest)).intersection(new.map(\.digest))
        var seen: Set<Digest> = []
        for image in old where common.contains(image.digest) && seen.insert(image.digest).inserted {
            let other = new.first { $0.digest == image.digest }
            pairs.append(PlatformPair(platform: platform, from: image, to: other))
        }
        let gone = old.filter { !common.contains($0.digest) }
        let come = new.filter { !common.contains($0.digest) }
        for index in 0..<max(gone.count, come.count) {
            pairs.append(
                PlatformPair(
                    platform: platform,
                    from: index < gone.count ? gone[index] : nil,
                    to: index < come.count ? come[index] : nil
                )
            )
        }
        return pairs
    }
}
