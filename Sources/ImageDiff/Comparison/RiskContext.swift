// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// What is known of two images besides their files, where it decides how much a difference matters.
public struct RiskContext: Sendable {
    /// What the package databases say.
    public enum PackageEvidence: Sendable {
        /// There is none, or it cannot be read.
        case unknown
        /// Both images hold the same packages in the same versions.
        case unchanged
        /// Packages came, went or have other versions.
        case changed
    }

    /// The absolute paths of the programs that the images run: entrypoint and command.
    public var programs: Set<ByteString>
    /// What the package databases say.
    public var packages: PackageEvidence

    /// Creates a context; the default knows nothing, which judges hardest.
    public init(programs: Set<ByteString> = [], packages: PackageEvidence = .unknown) {
        self.programs = programs
        self.packages = packages
    }
}

extension RiskContext {
    /// Tells whether other versions of packages may be why a file differs.
    func packagesExplain(_ path: ByteString) -> Bool {
        packages == .changed && !programs.contains(path) && KnownPlaces.isFilledByPackages(path)
    }
}
