// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff

/// What a document `holdfast.diff/1` says, as far as the page of a hold shows it.
struct DiffPageModel: Sendable {
    /// A platform that was compared.
    struct ComparedPlatform: Sendable {
        var name: String
        /// What happened to it: added, removed, modified or same.
        var change: String
        var verdict: String
        /// What it comes to in one line; nil for a platform that one side alone has.
        var headline: String?
    }

    /// A setting that differs.
    struct Setting: Sendable {
        var field: String
        var platform: String
        var from: String?
        var to: String?
        var severity: Severity
    }

    /// A package that came, went or has another version.
    struct PackageMove: Sendable {
        var name: String
        var platform: String
        var architecture: String
        var from: String?
        var to: String?
        var direction: String
        var severity: Severity
    }

    /// A place that runtimes may read differently.
    struct Doubt: Sendable {
        var path: String
        var platform: String
        var kind: String
        var layer: Int64
        var severity: Severity
    }

    /// The most entries of a list that are read; a document that is ours has fewer.
    static let maximumEntries = 20_000
    /// The most bytes of a document that is read.
    static let maximumSize = 64 << 20

    var platforms: [ComparedPlatform] = []
    var files: [FileChange] = []
    var settings: [Setting] = []
    var packages: [PackageMove] = []
    var doubts: [Doubt] = []
    /// Tells whether there are more differences than the document lists.
    var isTruncated = false
}
