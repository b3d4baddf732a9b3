// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An image that a statement of provenance names among what a build used.
public struct BuildMaterial: Hashable, Sendable {
    /// The name, as the builder wrote it.
    public let name: String?
    /// The digest of an index or an image.
    public let digest: Digest

    /// The most bytes of a statement that are read.
    public static let maximumStatementSize = ProvenanceStatement.maximumSize

    /// Reads the images out of a layer that holds a statement of provenance; none when it holds something else.
    ///
    /// Nothing proves a statement: its signature is not looked at.
    /// - Parameters:
    ///   - bytes: The layer, at most ``maximumStatementSize`` bytes.
    ///   - type: The layer's type.
    /// - Returns: The images, each once, in the order of the statement.
    public static func list(in bytes: [UInt8], ofType type: MediaType) -> [BuildMaterial] {
        guard let form = ProvenanceStatement.Form(type), bytes.count <= maximumStatementSize else { return [] }
        // Losing the reason is right: what is no provenance names no base.
        let statement = try? ProvenanceStatement(bytes, form)
        return (statement?.bases ?? []).compactMap { base in
            base.digest.map { BuildMaterial(name: base.name, digest: $0) }
        }
    }
}
