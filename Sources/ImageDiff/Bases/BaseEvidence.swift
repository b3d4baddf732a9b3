// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Something that says on what an image was built, or whether that moved.
public struct BaseEvidence: Hashable, Sendable {
    /// Who or what says it, those to be believed most first.
    public enum Rung: String, CaseIterable, Sendable {
        /// The provenance that the builder wrote.
        case provenance
        /// An annotation or a label.
        case annotation
        /// The label that buildpacks leave.
        case buildpack
        /// The file that an image is built from.
        case file
        /// The digests of manifests.
        case digest
        /// The digests of uncompressed layers.
        case layers
        /// The history of a tag.
        case log
        /// The steps that a configuration names.
        case steps
        /// A registry behind this one.
        case upstream
    }

    /// Whether it fits the rest.
    public enum Bearing: Hashable, Sendable {
        /// It does.
        case fits
        /// Other evidence says something else.
        case contradicts
    }

    /// Who or what says it.
    public var rung: Rung
    /// What it says.
    public var words: String
    /// Whether it fits the rest.
    public var bearing: Bearing

    /// Creates a piece of evidence.
    public init(_ rung: Rung, _ words: String, _ bearing: Bearing = .fits) {
        self.rung = rung
        self.words = words
        self.bearing = bearing
    }
}

extension BaseEvidence: CustomStringConvertible {
    /// The evidence in one line, such as `layers: …` or `contradiction, layers: …`.
    public var description: String {
        (bearing == .contradicts ? "contradiction, " : "") + "\(rung.rawValue): \(words)"
    }
}
