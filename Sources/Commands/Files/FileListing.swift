// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIModel

/// The files of an image, to be printed.
struct FileListing {
    /// How many ambiguities are told to people one by one.
    private static let shownAmbiguities = 10

    let reference: String
    let digest: Digest
    let tree: FileTree
    /// The files that somebody wants to see.
    let files: [FileTree.File]

    init(reference: String, digest: Digest, tree: FileTree, paths: [String]) {
        self.reference = reference
        self.digest = digest
        self.tree = tree
        let wanted = paths.map { Self.canonical($0) }
        self.files =
            wanted.isEmpty ? tree.files : tree.files.filter { file in wanted.contains { file.path.isAt(orBelow: $0) } }
    }

    private static func canonical(_ path: String) -> [UInt8] {
        let parts = path.utf8.split(separator: UInt8(ascii: "/")).filter { Array($0) != [UInt8(ascii: ".")] }
        return parts.flatMap { [UInt8(ascii: "/")] + Array($0) }
    }
}

extension ByteString {
    /// Tells whether this is a path or lies below it; the empty path is the root.
    func isAt(orBelow directory: [UInt8]) -> Bool {
        bytes.starts(with: directory)
            && (bytes.count == directory.count || directory.isEmpty || bytes[directory.count] == UInt8(ascii: "/"))
    }
}

extension FileListing {
    /// One line a file, with a line feed at the end of each.
    var text: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(files.count * 128)
        for file in files {
            let entry = file.entry
            let digest = entry.hash?.digest.rawValue ?? "-"
            text += "\(ModeText.text(entry)) \(entry.userID) \(entry.groupID) \(entry.size) \(digest) ".utf8
            text += PathText.line(file.path).utf8
            if entry.kind == .symlink {
                text += " -> \(PathText.line(entry.target))".utf8
            } else if let first = file.hardLinkOf {
                text += " -> \(PathText.line(first)) (hard link)".utf8
            }
            text.append(UInt8(ascii: "\n"))
        }
        return text
    }

    /// The document `holdfast.files/1`.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("schema", "holdfast.files/1")
            json.member("reference", reference)
            json.member("digest", digest.rawValue)
            json.member("files", files) { json, file in
                json.path("path", file.path)
                json.member("type", file.hardLinkOf == nil ? file.entry.kind.rawValue : "hardlink")
                json.attributes(of: file.entry, target: file.hardLinkOf ?? file.entry.target)
            }
            json.member("ambiguities", tree.ambiguities) { json, ambiguity in
                json.path("path", ambiguity.path)
                json.member("kind", ambiguity.kind.rawValue)
                json.member("layer", Int64(ambiguity.layer))
                if let containerd = ambiguity.containerd { json.member("containerd", containerd) }
                if let detail = ambiguity.detail { json.member("detail", detail) }
            }
        }
        return json.bytes
    }

    /// What people should know of the ambiguities, in a few lines.
    var ambiguities: String {
        let ambiguities = tree.ambiguities.filter { $0.kind != .implicitParent }
        guard !ambiguities.isEmpty else { return "" }
        var lines = ["\(Quantity.count(ambiguities.count, "place")) can be read in two ways:"]
        for ambiguity in ambiguities.prefix(Self.shownAmbiguities) {
            let place = "layer \(ambiguity.layer) \(ambiguity.kind.rawValue) \(PathText.line(ambiguity.path))"
            lines.append("  \(place)\(AmbiguityText.rest(of: ambiguity))")
        }
        if ambiguities.count > Self.shownAmbiguities { lines.append("  … all of them: --format json") }
        return lines.joined(separator: "\n")
    }
}
