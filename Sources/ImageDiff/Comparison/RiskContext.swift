// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// What is known of two images besides their files, where it decides how much a difference matters.
public struct RiskContext: Sendable {
    /// The absolute paths of the programs that the images run: entrypoint and command.
    public var programs: Set<ByteString>
    /// What other versions of packages explain.
    public var packages: PackageExplanation

    /// Creates a context; the default knows nothing, which judges hardest.
    public init(programs: Set<ByteString> = [], packages: PackageExplanation = PackageExplanation()) {
        self.programs = programs
        self.packages = packages
    }
}

extension RiskContext {
    /// Tells whether other versions of packages are why a file differs.
    func packagesExplain(_ difference: FileDifference) -> Bool {
        !programs.contains(difference.path) && packages.covers(difference)
    }
}
