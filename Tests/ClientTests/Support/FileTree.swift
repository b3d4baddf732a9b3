// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Foundation

/// A tree of files, told in lines that can be compared: type, mode, owner, size, target and hash of each.
struct FileTree: Equatable {
    private let lines: [String: String]

    /// Reads a tree, or the part of it that is kept by images: times of directories and sockets are not.
    init(at path: String) async throws {
        let format = #"%P\t%y %m %U:%G %l\n"#
        let listing = try await Shell.succeed("find", [path, "-mindepth", "1", "-printf", format])
        var lines: [String: String] = [:]
        for line in listing.output.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1)
            guard parts.count == 2 else { continue }
            lines[String(parts[0])] = String(parts[1])
        }
        let hashes = try await Shell.succeed("find", [path, "-type", "f", "-exec", "sha256sum", "{}", "+"])
        for line in hashes.output.split(separator: "\n") {
            let name = line.dropFirst(66 + path.utf8.count + 1)
            lines[String(name), default: ""] += line.prefix(64)
        }
        self.lines = lines
    }

    /// Reads the tree that a tar archive unpacks to.
    init(archive: String) async throws {
        let directory = try TemporaryDirectory()
        let root = try directory.directory("root")
        try await Shell.succeed("tar", ["--numeric-owner", "--same-owner", "-xpf", archive, "-C", root])
        try await self.init(at: root)
        // Whoever unpacks files may lack the right to remove them with a plain call, as root does not.
    }

    /// Reads the document of `holdfast files`; the root itself is left out, as above.
    init(document: Shell.Outcome) throws {
        struct Document: Decodable {
            struct File: Decodable {
                var path: String
                var type: String
                var mode: String
                var uid: Int
                var gid: Int
                var digest: String?
                var target: String?
            }

            var files: [File]
        }
        let letters = ["file": "f", "hardlink": "f", "directory": "d", "symlink": "l", "fifo": "p", "char": "c"]
        var lines: [String: String] = [:]
        for file in try document.decode(Document.self).files where file.path != "/" {
            let target = file.type == "symlink" ? file.target ?? "" : ""
            // The mode of a symbolic link is no more than what the archive happened to say.
            let mode = file.type == "symlink" ? "777" : String(Int(file.mode, radix: 8) ?? -1, radix: 8)
            let hash = file.digest.map { String($0.dropFirst("sha256:".count)) } ?? ""
            lines[String(file.path.dropFirst())] =
                "\(letters[file.type] ?? file.type) \(mode) \(file.uid):\(file.gid) \(target)\(hash)"
        }
        self.lines = lines
    }

    var count: Int { lines.count }

    /// The paths that differ, with both sides.
    func differences(from other: FileTree, ignoring: Set<String> = []) -> [String] {
        Set(lines.keys).union(other.lines.keys).subtracting(ignoring).sorted().compactMap { path in
            lines[path] == other.lines[path]
                ? nil : "\(path): \(lines[path] ?? "absent") | \(other.lines[path] ?? "absent")"
        }
    }
}
