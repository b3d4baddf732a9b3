// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How far two images are the same: the highest rung of a ladder that they reach.
///
/// More equality is greater. The rungs speak of the content; what differs in the configuration is said beside them.
public enum EqualityRung: Int, CaseIterable, Comparable, Sendable {
    /// Nothing of the below is the same.
    case different
    /// The same packages of the distribution in the same versions.
    case samePackages
    /// The same files, but for moments and the grouping of hard links.
    case sameFiles
    /// The same files with everything that layers say about them.
    case sameFilesStrictly
    /// The same layers before compression.
    case sameLayers
    /// The same configuration, which names the same layers.
    case sameConfiguration
    /// The same manifest.
    case sameManifest
    /// The same digest, index or manifest.
    case identical

    /// The rung in words.
    public var phrase: String {
        switch self {
        case .different: "different"
        case .samePackages: "same packages"
        case .sameFiles: "same files"
        case .sameFilesStrictly: "same files (strict)"
        case .sameLayers: "same layers"
        case .sameConfiguration: "same configuration"
        case .sameManifest: "same manifest"
        case .identical: "identical"
        }
    }

    /// Orders by how much is the same.
    public static func < (left: EqualityRung, right: EqualityRung) -> Bool { left.rawValue < right.rawValue }
}
