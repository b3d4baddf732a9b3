// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Which files the packages of an image own, as far as the lists of its package managers tell.
///
/// Paths are kept as hashes, so that the hundred thousand names of a big image take less than a megabyte. The hashes are
/// keyed anew in every run: nobody can make a name that has the hash of another.
struct PackageFiles: Hashable, Sendable {
    /// The most paths of one image; a list that exceeds them counts as missing.
    static let maximumPaths = 1_000_000

    /// What tells one installed package from another.
    struct Owner: Hashable, Sendable {
        var manager: Package.Manager
        var name: String
        var architecture: String
        var version: String
    }

    private var hashes: [Owner: [Int]] = [:]
    private var count = 0

    /// Adds the paths of a package, all of them or none.
    mutating func add(_ paths: Paths, of owner: Owner) {
        guard paths.hashes.count <= Self.maximumPaths - count else { return }
        count += paths.hashes.count
        hashes[owner, default: []] += paths.hashes
    }

    /// The paths of some packages.
    func paths(of owners: some Sequence<Owner>) -> Paths.Lookup {
        Paths.Lookup(hashes: Set(owners.lazy.flatMap { hashes[$0] ?? [] }))
    }
}

extension PackageFiles {
    /// Paths of files as a list names them.
    struct Paths {
        fileprivate(set) var hashes: [Int] = []

        /// Adds an absolute path.
        ///
        /// What is no path of a tree, such as one with `..`, is no harm: it equals none.
        mutating func insert(_ path: ByteString) {
            // One more than are possible marks a list that is too long.
            if hashes.count <= PackageFiles.maximumPaths { hashes.append(path.hashValue) }
        }
    }
}

extension PackageFiles.Paths {
    /// Paths that can be asked for.
    struct Lookup: Sendable {
        fileprivate var hashes: Set<Int> = []

        /// Creates the paths of no package.
        init() {}

        fileprivate init(hashes: Set<Int>) {
            self.hashes = hashes
        }

        /// Tells whether a path is one of them.
        func contains(_ path: ByteString) -> Bool { hashes.contains(path.hashValue) }
    }
}

extension Package {
    /// The package as the owner of files.
    var owner: PackageFiles.Owner {
        PackageFiles.Owner(manager: manager, name: name, architecture: architecture, version: version)
    }
}
