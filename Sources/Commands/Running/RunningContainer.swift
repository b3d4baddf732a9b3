// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A container that runs, as its engine or its cluster tells of it.
struct RunningContainer: Equatable, Sendable {
    /// Its name; in a cluster pod and container.
    let name: String
    /// The namespace of its pod; nil outside of clusters.
    let namespace: String?
    /// The image as whoever started it wrote it.
    let image: String
    /// The digests by which registries know its content: of the index, of the image for this platform, or both.
    let digests: [Digest]

    /// The image as a reference with tag or digest; nil when it is a bare number of the engine.
    var reference: Reference? {
        // Losing the error is right: engines show a number where an image has lost its name.
        guard var reference = try? Reference(image), Self.number(image) == nil else { return nil }
        if reference.tag == nil, reference.digest == nil, case .tag(let tag)? = try? ManifestReference("latest") {
            reference.tag = tag
        }
        return reference
    }

    /// The digest that runs: the one that the image is written with, else the first that is known.
    var digest: Digest? { reference?.digest ?? digests.first }

    /// All the digests that the content is known by, that of the reference first.
    var allDigests: [Digest] {
        guard let written = reference?.digest else { return digests }
        return [written] + digests.filter { $0 != written }
    }

    /// Reads the digest from an entry such as `nginx@sha256:…` or `docker-pullable://nginx@sha256:…`.
    ///
    /// A bare `sha256:…` names a configuration, which registries do not know images by.
    static func digest(in text: String) -> Digest? {
        guard let at = text.lastIndex(of: "@") else { return nil }
        // Losing the error is right: a digest that is none tells nothing.
        return try? Digest(text[text.index(after: at)...])
    }

    /// Reads `sha256:…`, or the digits alone as podman writes them.
    private static func number(_ text: String) -> Digest? {
        // Losing the error is right: it is asked whether it is one.
        if let digest = try? Digest(text) { return digest }
        return try? Digest("sha256:\(text)")
    }
}
