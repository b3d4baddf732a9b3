// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import ImageDiff
import ImageReading
import OCIClient
import OCIModel

/// A directory of this machine compared with the files that an image says it must hold.
struct TreeCheck: Sendable {
    /// What engines put into every container, so that it says nothing: its path, and whether what lies below counts too.
    private static let engineFiles: Set<ByteString> = [
        "/.dockerenv", "/.containerenv", "/run/.containerenv", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf",
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
    /// The mounts below which the image has files; without the image's own volumes.
    let hidden: [ByteString]
    /// Whether owners were left out, because all are moved by the same number: a user namespace.
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
            found: try DirectoryTree(directory) { expected[$0]?.entry.size },
            volumes: variant.config.execution.volumes
        )
    }

    init(directory: String, digest: Digest, expected: FileTree, found: DirectoryTree, volumes: [String] = []) {
        self.directory = directory
        self.digest = digest
        self.mounts = found.mounts
        self.files = found.files.count
        let declared = Set(volumes.map { ByteString($0.utf8) } + Self.engineDirectories.map { ByteString($0.utf8) })
        self.hidden = found.mounts.filter { mount in
            !declared.contains(mount)
                && expected.files.contains { $0.path != mount && $0.path.isAt(orBelow: mount.bytes) }
        }
        let tree = FileTree(files: found.files)
        self.hasShiftedOwners = Self.hasShiftedOwners(expected, tree)
        var differences: [FileDifference] = []
        var engineMade: [ByteString] = []
        for var difference in TreeComparison(expected, tree, mode: .semantic).differences {
            // Image layers seldom say what the root itself is like; the host always does.
            if difference.path == "/", difference.change != .modified || expected["/"] == nil { continue }
            if found.mounts.contains(where: { difference.path.isAt(orBelow: $0.bytes) }) { continue }
            if Self.isEngineMade(difference) {
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

    /// Tells whether all owners are those of the image moved by one number, and all groups by one.
    private static func hasShiftedOwners(_ expected: FileTree, _ found: FileTree) -> Bool {
        var shift: (user: Int64, group: Int64)?
        for file in found.files where file.path != "/" && !isBelowEngineDirectory(file.path) {
            guard !engineFiles.contains(file.path), let other = expected[file.path] else { continue }
            let user = file.entry.userID &- other.entry.userID
            let group = file.entry.groupID &- other.entry.groupID
            guard user != 0, group != 0, shift.map({ $0.user == user && $0.group == group }) ?? true else {
                return false
            }
            shift = (user, group)
        }
        return shift != nil
    }

    /// Tells whether a difference is what engines leave in every container, and nothing that could run.
    private static func isEngineMade(_ difference: FileDifference) -> Bool {
        let isBelow = isBelowEngineDirectory(difference.path)
        guard let entry = difference.to?.entry else { return isBelow }
        if difference.path == "/etc/mtab" { return entry.kind == .symlink && entry.target == "/proc/mounts" }
        guard isBelow || engineFiles.contains(difference.path) else { return false }
        switch entry.kind {
        case .file: return entry.mode & 0o6000 == 0 && (entry.mode & 0o111 == 0 && !isBelow || entry.size == 0)
        case .directory, .symlink: return isBelow
        // Memory devices such as null and random, and terminals.
        case .char: return isBelow && [1, 5, 136].contains(entry.deviceMajor)
        case .block, .fifo: return false
        }
    }

    private static func isBelowEngineDirectory(_ path: ByteString) -> Bool {
        engineDirectories.contains { path.isAt(orBelow: Array($0.utf8)) }
    }
}
