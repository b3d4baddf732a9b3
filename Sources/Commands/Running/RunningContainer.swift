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
    /// The number that its engine has for the image, if the engine tells one.
    var number: String?

    /// The image as a reference with tag or digest; nil when it is a bare number of the engine.
    var reference: Reference? {
        // Losing the error is right: engines show a number where an image has lost its name.
        guard var reference = try? Reference(image), !isNumber else { return nil }
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

    /// Whether the image is written as its number: `sha256:…`, its digits as podman writes them, or the first of those.
    private var isNumber: Bool {
        // Losing the error is right: it is asked whether it is one.
        if (try? Digest(image)) != nil || (try? Digest("sha256:\(image)")) != nil { return true }
        guard let number, (12...64).contains(image.utf8.count) else { return false }
        return (number.split(separator: ":").last ?? "").hasPrefix(image) && image.utf8.allSatisfy(Self.isHexadecimal)
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
    }
}
