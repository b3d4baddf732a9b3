// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import OCIModel
import Storage

/// A layer of an image that the demo is made of.
struct DemoLayer {
    /// The step that would have made it, as a build notes it.
    let step: String
    /// When it was built, as RFC 3339: the moment of all its files.
    let built: String
    /// The layer as an archive; the same files give the same bytes.
    let archive: [UInt8]
    /// The digest of the archive.
    let digest: Digest

    /// Creates a layer of files; the directories above them come by themselves.
    init(files: [DemoFile], step: String, built: String) {
        self.step = step
        self.built = built
        archive = Self.archive(of: Self.directories(above: files) + files, modified: built)
        digest = Digest(of: archive)
    }

    private static func archive(of files: [DemoFile], modified: String) -> [UInt8] {
        let modified = TarEntry.Time(seconds: Timestamp(modified)?.seconds ?? 0)
        var writer = TarWriter()
        var bytes: [UInt8] = []
        for file in files {
            bytes += writer.entry(
                TarEntry(
                    path: ByteString(file.path.utf8),
                    kind: file.kind,
                    mode: file.mode,
                    size: Int64(file.content.count),
                    modified: modified,
                    linkTarget: ByteString(file.target.utf8)
                )
            )
            bytes += file.content + TarWriter.padding(after: Int64(file.content.count))
        }
        return bytes + TarWriter.endMarker
    }

    private static func directories(above files: [DemoFile]) -> [DemoFile] {
        var paths: Set<String> = []
        for file in files {
            var parts = file.path.split(separator: "/").dropLast()
            while !parts.isEmpty {
                paths.insert(parts.joined(separator: "/") + "/")
                parts.removeLast()
            }
        }
        return paths.sorted().map { DemoFile(path: $0, kind: .directory, mode: 0o755) }
    }
}
