// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Registry

extension AffectedImages {
    /// What an image is listed under.
    struct Name: Hashable {
        let repository: RepositoryName
        let tag: Tag?
    }

    /// The names that several images are listed under, as those of an index are; only digests tell these apart.
    var sharedNames: Set<Name> {
        var seen: Set<Name> = []
        return Set(images.map(\.name).filter { !seen.insert($0).inserted })
    }
}

extension AffectedImages.Image {
    /// What the image is listed under.
    var name: AffectedImages.Name { AffectedImages.Name(repository: repository, tag: tag) }
}
