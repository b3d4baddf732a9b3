// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff

/// What a person needs to know of a held change, in one screen.
public struct HoldSummary: Hashable, Sendable {
    /// What the change comes to on one platform.
    public struct Platform: Hashable, Sendable {
        /// The platform, such as `linux/amd64`.
        public var name: String
        /// What happened to it.
        public var change: PlatformPair.Change
        /// What the images come to.
        public var verdict: Verdict
        /// The same in one line; nil where the images are one or one is missing.
        public var headline: String?
        /// The facts that rules judge by; nil where the images were not compared.
        public var facts: ChangeFacts?
        /// Tells whether the images are one, one is missing, or they were compared.
        ///
        /// False for images that differ and were never pulled, so that nothing is known but that they differ.
        public var isCompared = true
    }

    /// How many paths changed.
    public struct FileCounts: Hashable, Sendable {
        /// Paths that came.
        public var added = 0
        /// Paths that went.
        public var removed = 0
        /// Paths with other content or attributes.
        public var modified = 0
        /// How many of all these are known noise.
        public var noise = 0
    }

    /// A setting that differs; of an image without predecessor, a setting that it has.
    public struct Setting: Hashable, Sendable {
        /// The setting, by the name that the `diff` document gives it.
        public var field: String
        /// The platform.
        public var platform: String
        /// As it was.
        public var from: String?
        /// As it is.
        public var to: String?
        /// How much it matters.
        public var severity: Severity
    }

    /// A package that differs.
    public struct Package: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The version before; nil for one that came.
        public var from: String?
        /// The version now; nil for one that went.
        public var to: String?
        /// Which way it went.
        public var direction: PackageChange.Direction
    }

    /// A file that somebody should look at.
    public struct File: Hashable, Sendable {
        /// The path, bytes that are no text escaped; foreign text.
        public var path: String
        /// The platform.
        public var platform: String
        /// What happened to it.
        public var change: FileDifference.Change
        /// How much it matters.
        public var severity: Severity
        /// Why, in short phrases.
        public var reasons: [String]
    }

    /// A label or annotation that people ask for, such as the version or the number of the build.
    public struct Label: Hashable, Sendable {
        /// Its name; foreign text.
        public var name: String
        /// As it was.
        public var from: String?
        /// As it is.
        public var to: String?

        /// Tells whether it says the same on both sides.
        public var isSame: Bool { from == to }
    }

    /// What the change comes to.
    public var verdict: Verdict
    /// The same in one line.
    public var headline: String
    /// Whether there was an image before.
    public var isFirst = false
    /// Platform by platform.
    public var platforms: [Platform] = []
    /// How many differences have each severity, on all platforms.
    public var severities: [Severity: Int] = [:]
    /// How many paths changed, on all platforms.
    public var files = FileCounts()
    /// The settings that differ, the heaviest first; at most ``maximumSettings``.
    public var settings: [Setting] = []
    /// How many packages went each way, on all platforms.
    public var packageCounts: [PackageChange.Direction: Int] = [:]
    /// The first of them; at most ``maximumPackages``.
    public var packages: [Package] = []
    /// The heaviest files; at most ``maximumFiles``.
    public var notableFiles: [File] = []
    /// Labels and annotations before and after.
    public var labels: [Label] = []
    /// Why rules leave the change to people whatever they say; nil if they may judge it.
    public var unjudged: String?

    static let maximumSettings = 40
    static let maximumPackages = 20
    static let maximumFiles = 20
    static let maximumLabels = 40
    static let maximumValue = 512

    init(verdict: Verdict, headline: String) {
        self.verdict = verdict
        self.headline = headline
    }

    /// The platforms whose images differ and were not compared, because they were never pulled.
    public var uncompared: [String] { platforms.filter { !$0.isCompared }.map(\.name) }

    /// Says which platforms were not compared, in words; nil if all were.
    public var uncomparedWords: String? {
        guard let first = uncompared.first else { return nil }
        let count = uncompared.count
        let names = count == 1 ? "\(first) was" : "\(first) and \(count - 1) more were"
        return "\(names) never pulled and \(count == 1 ? "is" : "are") not compared"
    }

    /// What those may see who see the hold, but not what it offers: verdicts, counts and what matters most in one line.
    public var withoutDetails: HoldSummary {
        var summary = self
        summary.settings = []
        summary.packages = []
        summary.notableFiles = []
        summary.labels = []
        for index in summary.platforms.indices { summary.platforms[index].facts = nil }
        return summary
    }
}

/// What rules ask of the change on one platform.
public struct ChangeFacts: Hashable, Sendable {
    /// The severity of the heaviest difference, of files, settings, packages and ambiguities; nil if nothing differs.
    public var heaviest: Severity?
    /// Tells whether a setting differs that is no label and not about the making of the image.
    public var settingsDiffer: Bool
    /// Where the new image can be read in two ways of weight `medium` or more; the first of them.
    public var doubtfulPaths: [String]

    /// With more doubtful paths than this, no rule judges by paths.
    static let maximumPaths = 50
}
