// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Manifest {
    /// Tells whether this manifest keeps every layer and entry of an earlier one, annotations included.
    ///
    /// So it is what a client makes that adds a signature to those which a companion tag holds. Signers keep the
    /// signature in a layer's annotations, so descriptors are compared whole, not by digest.
    ///
    /// - Parameter earlier: The manifest that the tag means so far.
    /// - Returns: Whether nothing is lost when this one takes its place.
    public func keepsEverything(of earlier: Manifest) -> Bool {
        guard mediaType.isIndex == earlier.mediaType.isIndex, subject?.digest == earlier.subject?.digest else {
            return false
        }
        let kept = Self.counts(layers + manifests)
        return Self.counts(earlier.layers + earlier.manifests).allSatisfy { descriptor, count in
            kept[descriptor, default: 0] >= count
        }
    }

    private static func counts(_ descriptors: [Descriptor]) -> [Descriptor: Int] {
        descriptors.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
}
