// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the indexes of a tag that list the images of single platforms.
///
/// Tags mostly mean indexes, while an engine may know what it runs by the image of its platform alone.
struct IndexSearch {
    /// The most meanings of a tag that are read, newest first.
    private static let maximumMeanings = 10

    let repository: RepositoryName
    let client: ManagementClient
    let patience: Duration

    /// Gives the newest index for each of the images that one lists.
    ///
    /// - Parameters:
    ///   - images: The digests that the history does not know.
    ///   - events: The history, newest first.
    /// - Returns: The digests of indexes by those of images; nothing for an image that no index lists, nor when the
    ///   registry does not give the indexes.
    func indexes(of images: Set<Digest>, in events: [TagEventView]) async -> [Digest: Digest] {
        var found: [Digest: Digest] = [:]
        var seen: Set<Digest> = []
        for event in events where event.setsMeaning {
            guard found.count < images.count, seen.count < Self.maximumMeanings else { break }
            // Losing the error is right: an event without a digest, such as a deletion, has no index.
            guard let index = event.digest.flatMap({ try? Digest($0) }), seen.insert(index).inserted else { continue }
            for image in await children(of: index) where images.contains(image) && found[image] == nil {
                found[image] = index
            }
        }
        return found
    }

    private func children(of index: Digest) async -> [Digest] {
        let request = ManagementRequest(
            "read \(repository)@\(index)",
            .get,
            "/v2/\(repository)/manifests/\(index)",
            patience: patience
        )
        // Losing the error is right: without the index the image stays one that the tag is not known to have meant.
        guard let document = try? await client.document(request) else { return [] }
        return (document.value["manifests"]?.array ?? []).compactMap { child in
            // Losing the error is right: what is no digest is none of those that are looked for.
            child["digest"]?.string.flatMap { try? Digest($0) }
        }
    }
}
