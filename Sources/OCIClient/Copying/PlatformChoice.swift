// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// Which images of an index are meant.
public enum PlatformChoice: Hashable, Sendable {
    /// The index as it is, with all its images.
    case all
    /// The image for one platform, taken out of its index, so that the digest is another one.
    case only(Platform)
}

extension PlatformChoice {
    /// Follows a choice from a manifest through its indexes.
    ///
    /// - Throws: ``ClientError`` with `notFound` when there is no image of the platform.
    func choose(from root: FetchedManifest, in source: some ImageSource) async throws -> FetchedManifest {
        guard case .only(let wish) = self else { return root }
        var current = root
        for _ in 0...ImageCopy.maximumDepth {
            guard current.manifest.mediaType.isIndex else { return current }
            let children = current.manifest.manifests.filter { !$0.isAttestation }
            let fitting = children.filter { $0.platform?.satisfies(wish) ?? $0.mediaType.isIndex }
            guard let child = fitting.first(where: { $0.platform == wish }) ?? fitting.first else {
                throw Self.missing(wish, among: children.compactMap(\.platform).filter { !$0.isUnknown }, in: source)
            }
            current = try await source.manifest(.digest(child.digest))
        }
        throw ClientError(.malformed, "the index \(root.digest) of \(source.name) is nested too deep")
    }

    private static func missing(_ wish: Platform, among platforms: [Platform], in source: some ImageSource)
        -> ClientError
    {
        ClientError(
            .notFound,
            "\(source.name) has no image for \(wish)",
            advice: platforms.isEmpty ? nil : "It has \(ImageName.list(platforms.map(\.description)))."
        )
    }
}
