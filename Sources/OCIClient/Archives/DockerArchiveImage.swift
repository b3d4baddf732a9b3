// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// An image that an archive of Docker before 25 lists.
struct DockerArchiveImage {
    /// Where its configuration is.
    enum Config {
        case member(String)
        case made(Descriptor)
    }

    let names: [String]
    let config: Config
    /// The paths of its layers, base first.
    let layers: [String]

    /// Reads `manifest.json`.
    ///
    /// - Parameters:
    ///   - json: The file.
    ///   - place: How messages call the archive.
    /// - Returns: The images in their order.
    /// - Throws: ``ClientError`` with `malformed`.
    static func list(_ json: JSONValue, in place: String) throws -> [DockerArchiveImage] {
        let malformed = ClientError(.malformed, "manifest.json of \(place) does not list images as docker save does")
        guard let elements = json.array, elements.count <= DockerArchiveLayout.maximumCount else { throw malformed }
        return try elements.map { element in
            guard let config = element["Config"]?.string,
                let layers = texts(element["Layers"]), layers.count <= DockerArchiveLayout.maximumCount,
                let names = texts(element["RepoTags"])
            else { throw malformed }
            return DockerArchiveImage(names: names, config: .member(config), layers: layers)
        }
    }

    /// A list of texts, which may be absent or null.
    private static func texts(_ json: JSONValue?) -> [String]? {
        guard let json, json != .null else { return [] }
        guard let elements = json.array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }
}

extension DockerArchiveImage {
    /// The `manifest.json` of images.
    static func json(of images: [DockerArchiveImage]) -> [UInt8] {
        var json = JSONWriter()
        json.array { json in
            for image in images {
                json.object { json in
                    if case .member(let path) = image.config { json.member("Config", path) }
                    json.member("RepoTags", texts: image.names)
                    json.member("Layers", texts: image.layers)
                }
            }
        }
        return json.bytes
    }
}
