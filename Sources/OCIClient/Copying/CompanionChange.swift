// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// What becomes of a companion tag that a destination may have already.
///
/// Signers only ever add to these tags. So a copy must not take away what somebody else hung on the image there.
enum CompanionChange {
    /// It is to mean this.
    case write(FetchedManifest)
    /// It has all that was to be added.
    case none
    /// It has something else, which would be lost.
    case refused

    /// Decides on a change.
    ///
    /// The fallback index of referrers lists those of both sides. Other companions are one manifest each, which nobody
    /// but their signer can put together from two.
    ///
    /// - Parameters:
    ///   - tag: The tag.
    ///   - current: What it means at the destination.
    ///   - new: What it means in the source.
    /// - Throws: ``ClientError`` when both lists together are too long.
    init(_ tag: String, from current: FetchedManifest?, to new: FetchedManifest) throws(ClientError) {
        guard let current, current.digest != new.digest else {
            self = .write(new)
            return
        }
        if new.manifest.keepsEverything(of: current.manifest) {
            self = .write(new)
        } else if current.manifest.keepsEverything(of: new.manifest) {
            self = .none
        } else if tag.utf8.contains(UInt8(ascii: ".")) || !current.manifest.mediaType.isIndex
            || !new.manifest.mediaType.isIndex
        {
            self = .refused
        } else {
            let known = Set(current.manifest.manifests.map(\.digest))
            let added = new.manifest.manifests.filter { !known.contains($0.digest) }
            self =
                added.isEmpty
                ? .none : .write(try ReferrersIndex(manifests: current.manifest.manifests + added).manifest(for: tag))
        }
    }
}
