// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The manifests written to a layout, and what its `index.json` says of them in the end.
struct LayoutDraft {
    private var manifests: [Digest: FetchedManifest] = [:]
    private var order: [Digest] = []
    private var names: [(name: String, digest: Digest)] = []

    /// Tells whether a manifest was written.
    func holds(_ digest: Digest) -> Bool { manifests[digest] != nil }

    /// Notes a manifest and the names it shall go by.
    mutating func add(_ manifest: FetchedManifest, names: [String]) {
        if manifests.updateValue(manifest, forKey: manifest.digest) == nil { order.append(manifest.digest) }
        self.names += names.map { ($0, manifest.digest) }
    }

    /// The bytes of `index.json` after all this.
    ///
    /// A name that something else had is taken from it; whatever else the file lists stays as it is. Manifests without
    /// a name that no index lists, such as referrers, are listed without one, so that they are found.
    ///
    /// - Parameter bytes: The file as it was, or nil when there was none.
    /// - Returns: The new bytes.
    /// - Throws: ``JSONError`` when the file cannot be read.
    func index(replacing bytes: [UInt8]?) throws(JSONError) -> [UInt8] {
        let document = try bytes.map { bytes throws(JSONError) in try JSONValue(parsing: bytes) } ?? .object([:])
        var members = document.object ?? [:]
        var entries = document["manifests"]?.array ?? []
        for (name, digest) in names { set(name, to: digest, in: &entries) }
        let children = Set(manifests.values.flatMap { $0.manifest.manifests.map(\.digest) })
        let listed = Set(entries.compactMap { $0["digest"]?.string })
        for digest in order where !children.contains(digest) && !listed.contains(digest.rawValue) {
            entries += entry(digest, name: nil)
        }
        members["schemaVersion"] = .integer(2)
        if members["mediaType"] == nil { members["mediaType"] = .string(MediaType.imageIndex.rawValue) }
        members["manifests"] = .array(entries)
        var json = JSONWriter()
        json.write(.object(members))
        return json.bytes
    }

    private func set(_ name: String, to digest: Digest, in entries: inout [JSONValue]) {
        entries.removeAll { $0["annotations"]?[LayoutIndex.nameAnnotation]?.string == name }
        let isUnnamed = { (entry: JSONValue) in
            entry["digest"]?.string == digest.rawValue && entry["annotations"]?[LayoutIndex.nameAnnotation] == nil
        }
        entries.removeAll(where: isUnnamed)
        entries += entry(digest, name: name)
    }

    private func entry(_ digest: Digest, name: String?) -> [JSONValue] {
        guard let manifest = manifests[digest] else { return [] }
        var members: [String: JSONValue] = [
            "mediaType": .string(manifest.manifest.mediaType.rawValue),
            "digest": .string(digest.rawValue),
            "size": .integer(Int64(manifest.manifest.bytes.count)),
        ]
        if manifest.manifest.subject != nil, let type = manifest.manifest.artifactType {
            members["artifactType"] = .string(type)
        }
        if let name { members["annotations"] = .object([LayoutIndex.nameAnnotation: .string(name)]) }
        return [.object(members)]
    }
}
