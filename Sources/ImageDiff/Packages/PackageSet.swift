// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// The packages of the distribution that are installed in an image, as far as its databases tell.
///
/// The databases are files of the image: they say what its maker wants them to say.
public struct PackageSet: Hashable, Sendable {
    /// The packages, sorted.
    public let packages: [Package]
    /// What could not be read; then the packages are not all that are installed.
    public let problems: [PackageError]
    /// Which files they own, as far as that is known.
    let files: PackageFiles

    /// Creates a set of packages that own no files.
    public init(_ packages: [Package] = [], problems: [PackageError] = []) {
        self.init(packages, problems: problems, files: PackageFiles())
    }

    init(_ packages: [Package], problems: [PackageError], files: PackageFiles) {
        self.packages = packages.sorted()
        self.problems = problems
        self.files = files
    }

    /// Reads the databases of an image.
    ///
    /// A database that breaks its format is no error of the image: it becomes one of the ``problems``. A package whose
    /// list of files is missing owns none.
    ///
    /// - Parameters:
    ///   - tree: The image's files, which say where databases lie and which layer set each of them.
    ///   - content: Gives the bytes of a file of the tree, or nil if they are not at hand.
    public init(in tree: FileTree, content: (FileTree.File) -> [UInt8]?) {
        var packages: [Package] = []
        var problems: [PackageError] = []
        var lists = PackageFileLists(of: tree)
        for (file, manager) in Self.databases(in: tree) {
            do throws(PackageError) {
                packages += try Self.read(file, as: manager, content: content, &lists)
            } catch {
                problems.append(error)
            }
        }
        self.init(packages, problems: problems, files: lists.files)
    }

    /// Tells whether what is installed is known: a database was read, and none was left unread.
    public var isComplete: Bool { !packages.isEmpty && problems.isEmpty }

    private static func read(
        _ file: FileTree.File,
        as manager: Package.Manager,
        content: (FileTree.File) -> [UInt8]?,
        _ lists: inout PackageFileLists
    ) throws(PackageError) -> [Package] {
        guard manager != .rpm else { throw .unsupported(file.path) }
        guard let bytes = content(file) else { throw .missing(file.path) }
        // Bytes kept from a layer may be those of a file that the tree does not show.
        guard ContentHash(hashing: bytes) == file.entry.hash else { throw .missing(file.path) }
        let database = try PackageDatabase(path: file.path, bytes: bytes)
        guard manager == .dpkg else {
            let packages = try database.apkPackages()
            lists.readInstalled(bytes)
            return packages
        }
        let packages = try database.dpkgPackages()
        if file.path.bytes.starts(with: descriptions.bytes) {
            lists.readSums(of: packages, beside: file.path, content: content)
        } else {
            lists.readLists(of: packages, content: content)
        }
        return packages
    }

    /// The databases that a tree holds.
    private static func databases(in tree: FileTree) -> [(FileTree.File, Package.Manager)] {
        var found: [(FileTree.File, Package.Manager)] = []
        for (path, manager) in known {
            // Distributions move the databases and leave links; both names lead to one file, which is read once.
            guard let end = tree.trail(of: path).last, let file = tree[end], file.entry.kind == .file,
                !found.contains(where: { $0.0.path == end })
            else { continue }
            found.append((file, manager))
        }
        for file in tree.files(below: descriptions) where file.entry.kind == .file {
            // Images without dpkg keep a file of sums beside each package.
            if !file.path.bytes.reversed().starts(with: ".md5sums".utf8.reversed()) { found.append((file, .dpkg)) }
        }
        return found
    }

    /// Where images without dpkg keep a file for each package.
    private static let descriptions: ByteString = "/var/lib/dpkg/status.d/"

    private static let known: [(ByteString, Package.Manager)] = [
        ("/var/lib/dpkg/status", .dpkg),
        ("/lib/apk/db/installed", .apk),
        ("/usr/lib/apk/db/installed", .apk),
        ("/var/lib/rpm/rpmdb.sqlite", .rpm), ("/var/lib/rpm/Packages", .rpm), ("/var/lib/rpm/Packages.db", .rpm),
        ("/usr/lib/sysimage/rpm/rpmdb.sqlite", .rpm), ("/usr/lib/sysimage/rpm/Packages.db", .rpm),
    ]
}

extension FileTree {
    /// The files whose paths begin with a text.
    fileprivate func files(below prefix: ByteString) -> ArraySlice<File> {
        var low = 0
        var high = files.count
        while low < high {
            let middle = (low + high) / 2
            if files[middle].path < prefix { low = middle + 1 } else { high = middle }
        }
        return files[low...].prefix { $0.path.bytes.starts(with: prefix.bytes) }
    }
}
