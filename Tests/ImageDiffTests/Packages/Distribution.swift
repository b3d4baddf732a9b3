// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

@testable import ImageDiff

/// An image of a distribution: the texts of its package manager, and other files.
struct Distribution {
    var texts: [ByteString: String] = [:]
    var files: [ByteString: FileEntry] = [:]
    /// The texts whose bytes are not at hand.
    var missing: Set<ByteString> = []

    /// Debian with packages, each with its version and the paths on its list.
    init(dpkg packages: [String: (version: String, paths: [String])] = [:]) {
        texts["/var/lib/dpkg/status"] = packages.map { name, package in
            "Package: \(name)\nArchitecture: amd64\nVersion: \(package.version)\n\n"
        }.joined()
        for (name, package) in packages {
            texts[Self.list(name)] = (["/.", "/usr"] + package.paths).map { "\($0)\n" }.joined()
        }
    }

    /// Where dpkg has the list of a package.
    static func list(_ name: String) -> ByteString { ByteString("/var/lib/dpkg/info/\(name).list".utf8) }

    var image: ComparedImage {
        get throws {
            let tree = Sample.tree(texts.mapValues { Sample.file($0) }.merging(files) { $1 })
            let packages = PackageSet(in: tree) { file in
                missing.contains(file.path) ? nil : texts[file.path].map { Array($0.utf8) }
            }
            return ComparedImage(identity: try Sample.identity("\(texts)\(files)"), tree: tree, packages: packages)
        }
    }

    /// Compares two.
    static func compare(_ old: Distribution, _ new: Distribution) throws -> ImageComparison {
        ImageComparison(try old.image, try new.image)
    }
}

extension ImageComparison {
    /// The paths of the differences of high weight.
    var high: [String] { files.differences.filter { $0.severity == .high }.map(\.path.escaped) }
}
