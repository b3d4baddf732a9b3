// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A tag of git with three numbers or more, such as `v1.4.2` or `1.4.2-rc.1`.
struct VersionTag: Comparable {
    /// The version, without the leading v.
    let version: String
    private let numbers: [UInt64]
    private let isRelease: Bool

    /// Reads a tag; nil when it has fewer numbers, as those have that move with every release.
    init?(_ tag: String) {
        let text = tag.hasPrefix("v") ? tag.dropFirst() : tag[...]
        let core = text.prefix { $0 != "-" && $0 != "+" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64($0) : nil }
        guard numbers.count >= 3, numbers.count == parts.count else { return nil }
        self.version = String(text)
        self.numbers = numbers
        self.isRelease = text[core.endIndex...].first != "-"
    }

    /// By the numbers; what is still to be released goes before what is.
    static func < (one: VersionTag, other: VersionTag) -> Bool {
        if one.numbers != other.numbers { return one.numbers.lexicographicallyPrecedes(other.numbers) }
        if one.isRelease != other.isRelease { return other.isRelease }
        return one.version < other.version
    }
}
