// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A place where the layers of the newer image leave room for two readings, and those of the older did not.
///
/// A comparison of two trees says nothing about files that another reader of the same layers sees. So what is ambiguous
/// and new keeps two images from being the same.
public struct AmbiguityFinding: Hashable, Sendable {
    /// What is ambiguous.
    public let ambiguity: Ambiguity
    /// How much it matters: `high` where a runtime is known to show something else.
    public let severity: Severity

    /// Creates a finding with the severity of its kind.
    public init(_ ambiguity: Ambiguity) {
        self.ambiguity = ambiguity
        self.severity = ambiguity.containerd == nil ? Self.severity(of: ambiguity.kind) : .high
    }

    /// The ambiguities of the newer tree that the older has not, and that there are more than are listed: what is not
    /// listed cannot be known from the older tree.
    static func findings(_ old: FileTree, _ new: FileTree) -> [AmbiguityFinding] {
        var known: Set<Ambiguity> = []
        for var ambiguity in old.ambiguities {
            // The number of layers below says nothing about the place.
            ambiguity.layer = 0
            known.insert(ambiguity)
        }
        return new.ambiguities.filter { found in
            var ambiguity = found
            ambiguity.layer = 0
            return found.kind == .unlisted || !known.contains(ambiguity)
        }.map(AmbiguityFinding.init)
    }

    private static func severity(of kind: Ambiguity.Kind) -> Severity {
        switch kind {
        case .tocMismatch: .high
        case .whiteoutBeforeEntry, .whiteoutAfterEntry, .duplicate, .lateOpaque, .underNonDirectory, .overlayWhiteout,
            .overlayAttribute, .missingLinkTarget, .linkAttributes, .escapingName, .trailingData, .unlisted:
            .medium
        case .similarName, .strayMarker: .low
        case .throughSymlink, .implicitParent: .info
        }
    }
}
