// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel

/// The images of an archive of Docker before 1.10: layers that describe themselves and name their parents.
///
///     repositories    {"alpine": {"2.6": "<id>"}}
///     <id>/json       the description, with the parent's id
///     <id>/layer.tar  the files
struct AncientHistory {
    /// The most bytes of all the descriptions together.
    private static let maximumSize = 64 << 20

    let archive: ArchiveFile
    let limits: ArchiveLimits
    private var descriptions: [String: JSONValue] = [:]
    private var size = 0
    private var diffIDs: [String: Digest] = [:]

    init(archive: ArchiveFile, limits: ArchiveLimits) {
        self.archive = archive
        self.limits = limits
    }

    /// Makes the images that `repositories` names, and their configurations.
    mutating func images(
        _ repositories: JSONValue,
        into content: inout AssembledContent
    ) throws -> [DockerArchiveImage] {
        var names: [String: [String]] = [:]
        for (repository, tags) in repositories.object ?? [:] {
            for (tag, id) in tags.object ?? [:] {
                guard let id = id.string else { throw malformed("repositories", "an image has no identity") }
                names[id, default: []].append("\(repository):\(tag)")
            }
        }
        guard !names.isEmpty, names.count <= DockerArchiveLayout.maximumCount else {
            throw malformed("repositories", "it names \(names.count) images")
        }
        return try names.sorted { $0.key < $1.key }.map { id, names in
            let chain = try chain(from: id)
            let config = try content.add(
                config(of: chain),
                as: MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
            )
            return DockerArchiveImage(names: names.sorted(), config: .made(config), layers: chain.map(Self.layer))
        }
    }

    private static func layer(_ id: String) -> String { "\(id)/layer.tar" }

    /// An image's layers by their parents, base first.
    private mutating func chain(from id: String) throws -> [String] {
        var chain: [String] = []
        var seen: Set<String> = []
        var next: String? = id
        while let id = next {
            guard seen.insert(id).inserted, chain.count < DockerArchiveLayout.maximumCount else {
                throw malformed("\(id)/json", "the parents of the layers make a circle, or are too many")
            }
            chain.append(id)
            next = try description(of: id)["parent"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        return chain.reversed()
    }

    private mutating func description(of id: String) throws -> JSONValue {
        if let known = descriptions[id] { return known }
        let path = "\(id)/json"
        guard let file = try archive.file(path) else { throw malformed(path, "it is missing") }
        let bytes = try file.bytes(limit: DockerArchiveLayout.maximumFileSize, what: "\(path) of \(archive.name)")
        size += bytes.count
        guard size <= Self.maximumSize else { throw malformed(path, "the descriptions of the layers are too large") }
        do throws(JSONError) {
            let description = try JSONValue(parsing: bytes)
            descriptions[id] = description
            return description
        } catch {
            throw malformed(path, "\(error)")
        }
    }

    /// The digest of a layer's uncompressed bytes.
    private mutating func diffID(of id: String) throws -> Digest {
        if let known = diffIDs[id] { return known }
        let path = Self.layer(id)
        guard let file = try archive.file(path) else { throw malformed(path, "it is missing") }
        var digest = RunningDigest(.sha256)
        let decompressor = Decompressor(limits: limits)
        do {
            try file.forEachPiece { try decompressor.write($0) { digest.update($0) } }
            try decompressor.finish { digest.update($0) }
        } catch let error as ArchiveError {
            throw malformed(path, "\(error)")
        }
        diffIDs[id] = digest.digest
        return digest.digest
    }

    private func malformed(_ path: String, _ reason: String) -> ClientError {
        ClientError(.malformed, "\(path) of \(archive.name) cannot be read: \(reason)")
    }
}

// MARK: - Configurations

extension AncientHistory {
    /// Makes the configuration of an image, as Docker does when it loads such an archive.
    private mutating func config(of chain: [String]) throws -> [UInt8] {
        let descriptions = try chain.map { try description(of: $0) }
        let diffIDs = try chain.map { try diffID(of: $0).rawValue }
        let top = descriptions.last ?? .null
        var json = JSONWriter()
        json.object { json in
            for key in ["architecture", "author", "config", "created", "os"] {
                if let value = top[key], value != .null { json.member(key, value: value) }
            }
            json.member("history", descriptions) { json, description in
                if let created = description["created"]?.string { json.member("created", created) }
                json.member("created_by", Self.command(of: description))
                for key in ["author", "comment"] {
                    if let text = description[key]?.string, !text.isEmpty { json.member(key, text) }
                }
            }
            json.member(
                "rootfs",
                object: { json in
                    json.member("type", "layers")
                    json.member("diff_ids", texts: diffIDs)
                }
            )
        }
        return json.bytes
    }

    /// What ran to make a layer.
    private static func command(of description: JSONValue) -> String {
        (description["container_config"]?["Cmd"]?.array ?? []).compactMap(\.string).joined(separator: " ")
    }
}
