// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A media type without parameters, such as `application/vnd.oci.image.manifest.v1+json`.
public struct MediaType: Hashable, Sendable, RawRepresentable {
    /// The type as written.
    public let rawValue: String

    /// Creates a media type from its text, which is kept as it is.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Creates a media type from a `Content-Type` value, dropping parameters and surrounding blanks.
    public init(contentType: String) {
        let bare = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        let blank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var trimmed = bare.drop(while: blank)
        while let last = trimmed.last, blank(last) { trimmed.removeLast() }
        self.rawValue = String(Substring(trimmed))
    }

    /// An OCI image manifest, which also carries artifacts.
    public static let imageManifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    /// An OCI image index.
    public static let imageIndex = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    /// A Docker schema 2 image manifest.
    public static let dockerManifest = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
    /// A Docker manifest list.
    public static let dockerManifestList = MediaType(
        rawValue: "application/vnd.docker.distribution.manifest.list.v2+json"
    )
    /// The artifact manifest of image-spec 1.1 release candidates, still in some registries.
    public static let artifactManifest = MediaType(rawValue: "application/vnd.oci.artifact.manifest.v1+json")
    /// Bytes of no declared type, the type blobs are served with.
    public static let octetStream = MediaType(rawValue: "application/octet-stream")

    /// Tells whether this is a type of manifest that every client knows.
    public var isWellKnown: Bool {
        [.imageManifest, .imageIndex, .dockerManifest, .dockerManifestList].contains(self)
    }

    /// Tells whether the text is `application/` and a name: nothing that a browser would show or run.
    public var isApplication: Bool {
        rawValue.hasPrefix("application/") && (13...255).contains(rawValue.utf8.count)
            && rawValue.utf8.dropFirst(12).allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// Tells whether content of this type lists other manifests.
    public var isIndex: Bool { self == .imageIndex || self == .dockerManifestList }

    /// Tells whether a registry may lack a layer of this type, because its distribution is restricted.
    public var isNondistributable: Bool {
        rawValue.hasPrefix("application/vnd.oci.image.layer.nondistributable.")
            || rawValue.hasPrefix("application/vnd.docker.image.rootfs.foreign.")
    }
}

extension MediaType: CustomStringConvertible {
    /// The type as written.
    public var description: String { rawValue }
}
