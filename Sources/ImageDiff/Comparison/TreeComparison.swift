// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What differs between two trees of files.
///
/// The trees are walked once, side by side; the cost is linear in their files, and only what differs is looked at twice.
/// A directory that no layer names equals one that a layer names with the same attributes, 0755 of root; so does a root
/// that no layer names.
public struct TreeComparison: Sendable {
    /// How close the comparison looked.
    public let mode: ComparisonMode
    /// What differs, sorted by the bytes of the paths.
    public let differences: [FileDifference]
    /// How many files differ in nothing but moments and are not listed; 0 in a strict comparison, which lists them.
    public let unlistedTimestamps: Int
    /// How many files belong to another group of hard links and are not listed; 0 in a strict comparison.
    public let unlistedHardLinks: Int

    /// Compares two trees.
    ///
    /// - Parameters:
    ///   - old: The tree before.
    ///   - new: The tree after.
    ///   - mode: How close to look.
    ///   - context: What is known of the images besides their files.
    public init(
        _ old: FileTree,
        _ new: FileTree,
        mode: ComparisonMode = .semantic,
        context: RiskContext = RiskContext()
    ) {
        var walk = TreeWalk(fields: FieldComparison(mode: mode))
        walk.run(old.files[...], new.files[...])
        let noise = NoiseProfile(old: old, new: new)
        // In place: with every file of two big images in it, a second list would be tens of megabytes.
        for index in walk.differences.indices {
            let (severity, risks) = RiskRules.assess(walk.differences[index], in: context)
            walk.differences[index].severity = severity
            walk.differences[index].risks = risks
            walk.differences[index].noise = noise.kind(of: walk.differences[index])
            if walk.differences[index].noise != nil { walk.differences[index].severity = .info }
        }
        self.mode = mode
        self.differences = walk.differences
        self.unlistedTimestamps = walk.timestamps
        self.unlistedHardLinks = walk.hardLinks
    }

    /// Creates the comparison of two trees that are known to be equal.
    init(equalTreesIn mode: ComparisonMode) {
        self.mode = mode
        self.differences = []
        self.unlistedTimestamps = 0
        self.unlistedHardLinks = 0
    }

    /// How many paths changed in a way.
    public func count(of change: FileDifference.Change) -> Int {
        differences.count { $0.change == change }
    }

    /// How many differences have a severity.
    public func count(of severity: Severity) -> Int {
        differences.count { $0.severity == severity }
    }

    /// How many differences are noise.
    public var noiseCount: Int { differences.count { $0.noise != nil } }

    /// Tells whether nothing differs that the mode looks at, but for moments.
    public var differsOnlyInMoments: Bool { differences.allSatisfy(\.isTimestampOnly) }

    /// Tells whether files differ in their moments, listed or not.
    public var hasOtherMoments: Bool {
        unlistedTimestamps > 0 || differences.contains { $0.fields.contains(.modified) }
    }
}
