// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import OCIClient
import OCIModel

/// A directory of this machine compared with the files that an image says it must hold.
struct TreeCheck: Sendable {
    /// What engines put into every container, so that it says nothing: its path, and whether what lies below counts too.
    private static let engineFiles: Set<ByteString> = [
        "/.dockerenv", "/.containerenv", "/run/.containerenv", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf",
        "/etc/mtab",
    ]
    private static let engineDirectories = ["/dev", "/proc", "/sys"]

    /// The directory.
    let directory: String
    /// The digest of the manifest it was compared with.
    let digest: Digest
    /// What differs.
    private(set) var differences: [FileDifference]
    /// Files that engines make for every container and that were left out.
    private(set) var engineMade: [ByteString]
    /// Directories that something else is mounted on; what the image has there cannot be seen.
    let mounts: [ByteString]
    /// Whether owners were left out, because every single one is another: a user namespace.
    let hasShiftedOwners: Bool
    /// How many files were compared.
    let files: Int
    /// The image that the container was made from, when it is not the one it was compared with.
    var otherImage: String?

    /// Reads an image and a directory, and compares them.
    @concurrent static func run(
        _ variant: ImageVariant,
        in source: any ImageSource,
        directory: String,
        progress: TransferProgress
    ) async throws -> TreeCheck {
        var reading = LayerReading(progress: progress)
        let layers = try variant.layers()
        try await reading.read(layers, from: source)
        let expected = try reading.tree(of: layers)
        return TreeCheck(
            directory: directory,
            digest: variant.manifest.digest,
            expected: expected,
            found: try DirectoryTree(directory)
        )
    }

    init(directory: String, digest: Digest, expected: FileTree, found: DirectoryTree) {
        self.directory = directory
        self.digest = digest
        self.mounts = found.mounts
        self.files = found.files.count
        let tree = FileTree(files: found.files)
        self.hasShiftedOwners = Self.hasShiftedOwners(expected, tree)
        var differences: [FileDifference] = []
        var engineMade: [ByteString] = []
        for var difference in TreeComparison(expected, tree, mode: .semantic).differences {
            // Image layers seldom say what the root itself is like; the host always does.
            if difference.path == "/", difference.change != .modified || expected["/"] == nil { continue }
            if found.mounts.contains(where: { difference.path.isAt(orBelow: $0.bytes) }) { continue }
            if Self.isEngineMade(difference.path) {
                engineMade.append(difference.path)
                continue
            }
            if hasShiftedOwners { difference.fields.removeAll { $0 == .owner } }
            if difference.change == .modified, difference.fields.isEmpty { continue }
            differences.append(difference)
        }
        self.differences = differences
        self.engineMade = engineMade
    }

    /// Tells whether not one file that both have belongs to the owner that the image says.
    private static func hasShiftedOwners(_ expected: FileTree, _ found: FileTree) -> Bool {
        var common = 0
        for file in found.files where file.path != "/" && !isEngineMade(file.path) {
            guard let other = expected[file.path] else { continue }
            guard other.entry.userID != file.entry.userID else { return false }
            common += 1
        }
        return common > 0
    }

    private static func isEngineMade(_ path: ByteString) -> Bool {
        engineFiles.contains(path) || engineDirectories.contains { path.isAt(orBelow: Array($0.utf8)) }
    }
}
