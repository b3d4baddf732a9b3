// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Where an image lies: in a registry, in a directory, or in a file.
///
/// Written as a reference, or as `oci:DIR[:tag]`, `oci-archive:FILE[:tag]`, `docker-archive:FILE[:reference]`. The path
/// ends at its first colon, as with skopeo.
public enum ImageLocation: Hashable, Sendable {
    /// A repository of a registry.
    case registry(Reference)
    /// An OCI image layout in a directory; the name is the `org.opencontainers.image.ref.name` of a manifest.
    case layout(path: String, name: String?)
    /// An OCI image layout in a tar archive.
    case ociArchive(path: String, name: String?)
    /// What `docker save` writes.
    case dockerArchive(path: String, name: String?)

    /// Reads a location.
    ///
    /// - Throws: ``ImageLocationError``.
    public init(_ text: String) throws(ImageLocationError) {
        let kinds: [(prefix: String, make: (String, String?) -> ImageLocation)] = [
            ("oci:", { .layout(path: $0, name: $1) }),
            ("oci-archive:", { .ociArchive(path: $0, name: $1) }),
            ("docker-archive:", { .dockerArchive(path: $0, name: $1) }),
        ]
        for kind in kinds where text.hasPrefix(kind.prefix) {
            let rest = text.dropFirst(kind.prefix.count)
            let path = rest.prefix { $0 != ":" }
            let name = rest.dropFirst(path.count + 1)
            guard !path.isEmpty else { throw .missingPath(kind.prefix) }
            guard rest.count == path.count || !name.isEmpty else { throw .missingName(String(path)) }
            self = kind.make(String(path), name.isEmpty ? nil : String(name))
            return
        }
        do throws(ReferenceError) {
            self = .registry(try Reference(text))
        } catch {
            throw .reference(error)
        }
    }
}

/// What is wrong with the text of an image's location.
public enum ImageLocationError: Error, Hashable {
    case missingPath(String)
    case missingName(String)
    case reference(ReferenceError)
}

extension ImageLocationError: CustomStringConvertible {
    /// The reason in words.
    public var description: String {
        switch self {
        case .missingPath(let prefix): "a path belongs after \(prefix)"
        case .missingName(let path): "a name belongs after \(path):"
        case .reference(let error): "\(error)"
        }
    }
}

extension ImageLocation: CustomStringConvertible {
    /// The location as one would write it.
    public var description: String {
        switch self {
        case .registry(let reference): reference.description
        case .layout(let path, let name): "oci:\(path)" + (name.map { ":\($0)" } ?? "")
        case .ociArchive(let path, let name): "oci-archive:\(path)" + (name.map { ":\($0)" } ?? "")
        case .dockerArchive(let path, let name): "docker-archive:\(path)" + (name.map { ":\($0)" } ?? "")
        }
    }
}
