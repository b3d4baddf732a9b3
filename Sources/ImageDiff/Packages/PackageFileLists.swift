// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Archive

/// Reads the lists in which dpkg and apk keep which file belongs to which package.
///
/// A list that is missing, or not the one that the tree shows, gives its package no file. The cost is linear.
struct PackageFileLists {
    /// The most bytes of all lists of an image; those that exceed them count as missing.
    private static let maximumSize = 64 << 20

    /// What was read so far.
    private(set) var files = PackageFiles()

    private let tree: FileTree
    private let directories: MergedDirectories
    private var size = 0

    init(of tree: FileTree) {
        self.tree = tree
        self.directories = MergedDirectories(in: tree)
    }

    /// Reads `var/lib/dpkg/info/NAME.list`, or `NAME:ARCHITECTURE.list`, of packages of dpkg.
    ///
    /// The scripts beside a list are files of the package, too.
    mutating func readLists(of packages: [Package], content: (FileTree.File) -> [UInt8]?) {
        for package in packages {
            let stems = ["\(package.name):\(package.architecture)", package.name].map { "/var/lib/dpkg/info/\($0)" }
            guard let stem = stems.first(where: { tree[ByteString("\($0).list".utf8)] != nil }),
                let bytes = bytes(at: "\(stem).list", content)
            else { continue }
            var paths = PackageFiles.Paths()
            for script in Self.scripts { paths.insert(ByteString("\(stem).\(script)".utf8)) }
            var rest = bytes[...]
            while let line = rest.takeLine() { paths.insert(directories.place(of: Array(line))) }
            files.add(paths, of: package.owner)
        }
    }

    /// Reads the list of sums beside the file that describes packages in an image without dpkg.
    mutating func readSums(of packages: [Package], beside path: ByteString, content: (FileTree.File) -> [UInt8]?) {
        guard let bytes = bytes(at: "\(path).md5sums", content) else { return }
        var paths = PackageFiles.Paths()
        var rest = bytes[...]
        while let line = rest.takeLine() {
            // The sum, two characters between, and the path without its first slash.
            guard line.count > 34, line.prefix(32).allSatisfy(Self.isHexDigit) else { continue }
            var path = line.dropFirst(34)
            if path.starts(with: "./".utf8) { path = path.dropFirst(2) }
            paths.insert(directories.place(of: [.slash] + path))
        }
        for package in packages { files.add(paths, of: package.owner) }
    }

    /// Reads the files that the database of apk lists, which could be read as a database.
    ///
    /// - Parameter database: The text: `F:` names a directory, `R:` a file in the last one.
    mutating func readInstalled(_ database: [UInt8]) {
        var owner = PackageFiles.Owner(manager: .apk, name: "", architecture: "", version: "")
        let nobody = owner
        var paths = PackageFiles.Paths()
        var directory: [UInt8] = [.slash]
        var rest = database[...]
        while let line = rest.takeLine() {
            if line.isEmpty {
                if !owner.name.isEmpty { files.add(paths, of: owner) }
                (owner, paths, directory) = (nobody, PackageFiles.Paths(), [.slash])
                continue
            }
            guard line.dropFirst().first == UInt8(ascii: ":") else { continue }
            let value = line.dropFirst(2)
            switch line.first {
            case UInt8(ascii: "P"): owner.name = PackageDatabase.text(of: value) ?? ""
            case UInt8(ascii: "V"): owner.version = PackageDatabase.text(of: value) ?? ""
            case UInt8(ascii: "A"): owner.architecture = PackageDatabase.text(of: value) ?? ""
            case UInt8(ascii: "F"): directory = value.isEmpty ? [.slash] : [.slash] + value + [.slash]
            case UInt8(ascii: "R"): paths.insert(directories.place(of: directory + value))
            default: break
            }
        }
        if !owner.name.isEmpty { files.add(paths, of: owner) }
    }

    private mutating func bytes(at path: String, _ content: (FileTree.File) -> [UInt8]?) -> [UInt8]? {
        guard let file = tree[ByteString(path.utf8)], file.entry.kind == .file, let bytes = content(file),
            bytes.count <= Self.maximumSize - size
        else { return nil }
        size += bytes.count
        // Bytes kept from a layer may be those of a file that the tree does not show.
        return ContentHash(hashing: bytes) == file.entry.hash ? bytes : nil
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
    }

    private static let scripts = ["preinst", "postinst", "prerm", "postrm", "config"]
}

extension ArraySlice<UInt8> {
    /// Takes the next line, without what ends it; nil at the end.
    ///
    /// All lines at once would be many times as large as the text.
    fileprivate mutating func takeLine() -> ArraySlice<UInt8>? {
        guard !isEmpty else { return nil }
        let line = prefix { $0 != 0x0a }
        self = self[Swift.min(line.endIndex + 1, endIndex)...]
        return line
    }
}
