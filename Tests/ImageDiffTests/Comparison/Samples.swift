// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive
import Crypto
import OCIModel

@testable import ImageDiff

/// Values made by hand, for comparisons.
enum Sample {
    static func hash(_ text: String) -> ContentHash { ContentHash(SHA256.hash(data: Array(text.utf8))) }

    static func digest(_ text: String) -> OCIModel.Digest { hash(text).digest }

    static func file(
        _ text: String = "",
        mode: UInt16 = 0o644,
        content: FileEntry.Content = .other,
        user: Int64 = 0,
        attributes: [ByteString: [UInt8]] = [:],
        modified: Int64 = 0
    ) -> FileEntry {
        FileEntry(
            kind: .file,
            mode: mode,
            userID: user,
            size: Int64(text.utf8.count),
            hash: hash(text),
            content: content,
            extendedAttributes: attributes,
            modified: TarEntry.Time(seconds: modified)
        )
    }

    static func program(_ text: String = "", mode: UInt16 = 0o755) -> FileEntry {
        file(text, mode: mode, content: .elf)
    }

    static func directory(_ mode: UInt16 = 0o755, user: Int64 = 0, group: Int64 = 0) -> FileEntry {
        FileEntry(kind: .directory, mode: mode, userID: user, groupID: group)
    }

    static func link(_ target: ByteString) -> FileEntry {
        FileEntry(kind: .symlink, mode: 0o777, target: target)
    }

    static func device(_ major: UInt32, _ minor: UInt32) -> FileEntry {
        FileEntry(kind: .char, mode: 0o600, deviceMajor: major, deviceMinor: minor)
    }

    static func tree(_ files: [ByteString: FileEntry], ambiguities: [Ambiguity] = []) -> FileTree {
        FileTree(
            files: files.map { FileTree.File(path: $0.key, entry: $0.value) }.sorted { $0.path < $1.path },
            ambiguities: ambiguities
        )
    }

    /// The one difference between two trees that hold one path or none.
    static func difference(
        at path: ByteString,
        from old: FileEntry?,
        to new: FileEntry?,
        mode: ComparisonMode = .semantic,
        context: RiskContext = RiskContext()
    ) -> FileDifference? {
        TreeComparison(
            tree(old.map { [path: $0] } ?? [:]),
            tree(new.map { [path: $0] } ?? [:]),
            mode: mode,
            context: context
        ).differences.first
    }

    static func config(_ json: String = "{}") throws -> ImageConfig { try ImageConfig(Array(json.utf8)) }

    static func identity(_ name: String, config json: String = "{}", layers: [String] = []) throws -> ImageIdentity {
        ImageIdentity(
            manifest: digest("manifest \(name)"),
            configuration: digest("config \(json)"),
            config: try config(json),
            layers: layers.map {
                Descriptor(
                    mediaType: MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+gzip"),
                    digest: digest($0),
                    size: 1
                )
            }
        )
    }

    static func image(
        _ name: String,
        config: String = "{}",
        layers: [String]? = nil,
        files: [ByteString: FileEntry] = [:],
        packages: [Package] = [],
        owning paths: [ByteString] = [],
        ambiguities: [Ambiguity] = []
    ) throws -> ComparedImage {
        ComparedImage(
            identity: try identity(name, config: config, layers: layers ?? [name]),
            tree: tree(files, ambiguities: ambiguities),
            packages: Self.packages(packages, owning: paths)
        )
    }

    /// Packages, each of which lists some paths.
    private static func packages(_ packages: [Package], owning paths: [ByteString]) -> PackageSet {
        var list = PackageFiles.Paths()
        for path in paths { list.insert(path) }
        var files = PackageFiles()
        for package in packages { files.add(list, of: package.owner) }
        return PackageSet(packages, problems: [], files: files)
    }

    /// What is known where a package that has another version now lists a path, before and after.
    static func context(explaining path: ByteString, programs: Set<ByteString> = []) throws -> RiskContext {
        let (old, new) = try (
            image("a", packages: [Package(manager: .dpkg, name: "a", version: "1")], owning: [path]),
            image("b", packages: [Package(manager: .dpkg, name: "a", version: "2")], owning: [path])
        )
        let packages = PackageComparison(old.packages, new.packages)
        return RiskContext(programs: programs, packages: PackageExplanation(packages, from: old, to: new))
    }
}
