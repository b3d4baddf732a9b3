// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Tells whether a tag says what is in an image.
enum TagCheck {
    static func findings(_ tag: Tag) -> [BadPractice] {
        let words = tag.rawValue.lowercased().split { $0 == "-" || $0 == "_" || $0 == "." }
        if words.contains(where: identifies) || isVersion(tag.rawValue) { return [] }
        if words.contains(where: { moving.contains(String($0)) }) {
            return [
                BadPractice(
                    kind: .movingTag,
                    severity: .medium,
                    message: "the tag \(tag) means another image after each build; name a version"
                )
            ]
        }
        return [
            BadPractice(
                kind: .vagueTag,
                severity: .low,
                message:
                    "the tag \(tag) does not say which version is meant; name one with two numbers at least, a date "
                    + "or a revision"
            )
        ]
    }

    private static let moving: Set<String> = [
        "latest", "main", "master", "trunk", "edge", "nightly", "dev", "develop", "development", "devel", "head",
        "snapshot", "unstable", "testing", "staging", "stable", "current", "canary", "next", "prod", "production",
        "beta", "alpha", "rolling", "lts", "mainline",
    ]

    /// Tells whether a word names one build: a date such as 20260131, or the beginning of a revision.
    private static func identifies(_ word: Substring) -> Bool {
        let isDate = word.utf8.count >= 8 && word.utf8.allSatisfy { (0x30...0x39).contains($0) }
        let isRevision =
            (7...64).contains(word.utf8.count)
            && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            && word.utf8.contains { (0x30...0x39).contains($0) }
        return isDate || isRevision
    }

    /// Tells whether two numbers with a dot between them are in the tag.
    private static func isVersion(_ tag: String) -> Bool {
        let parts = tag.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return zip(parts, parts.dropFirst()).contains { before, after in
            [before.last, after.first].allSatisfy { $0.map { (0x30...0x39).contains($0) } ?? false }
        }
    }
}
