// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// How far the manifests that are older than the index of images have been put into it.
///
/// What is pushed goes into the index with the push. Only a store that an older version wrote has more to do.
public enum ImageIndexProgress: Hashable, Sendable {
    /// Every image is in the index.
    case complete
    /// No old manifest has been looked at.
    case notBegun
    /// The manifests of a repository up to one, and all of the repositories before it by name, have been looked at.
    case upTo(RepositoryName, Digest)

    static let setting = "imageIndex"

    init(text: String?) {
        guard let text, text != "complete" else {
            self = .complete
            return
        }
        let parts = text.split(separator: " ")
        // What cannot be read is no reason to stop: looking at everything again changes nothing that is right.
        guard parts.count == 2, let repository = try? RepositoryName(parts[0]), let digest = try? Digest(parts[1])
        else {
            self = .notBegun
            return
        }
        self = .upTo(repository, digest)
    }

    var text: String {
        switch self {
        case .complete: "complete"
        case .notBegun: ""
        case .upTo(let repository, let digest): "\(repository) \(digest)"
        }
    }
}

extension MetadataReader {
    /// Tells how far old manifests have been put into the index of images.
    public func imageIndexProgress() throws -> ImageIndexProgress {
        ImageIndexProgress(text: try setting(ImageIndexProgress.setting))
    }
}

extension MetadataWriter {
    /// Records how far old manifests have been put into the index of images.
    public func putImageIndexProgress(_ progress: ImageIndexProgress) throws {
        try putSetting(ImageIndexProgress.setting, progress.text)
    }
}
