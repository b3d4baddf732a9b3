// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive
public import ImageDiff
internal import ImageReading

/// The files of an image, to be looked at directory by directory.
public struct ImageTree: Sendable {
    /// A page of a directory.
    public struct Page: Sendable {
        /// The files, directories first, both in the order of their names' bytes.
        public var files: [FileTree.File]
        /// How many files the directory has.
        public var count: Int
    }

    /// Where layers leave room for two readings; what is common to all images is not among them.
    public let ambiguities: [AmbiguityFinding]
    /// How many files there are.
    public var count: Int { tree.files.count }

    let tree: FileTree
    /// The layers, base first.
    let layers: [LayerRequest]

    init(_ tree: FileTree, layers: [LayerRequest]) {
        self.tree = tree
        self.layers = layers
        self.ambiguities = tree.ambiguities.filter { $0.kind != .implicitParent && $0.kind != .throughSymlink }
            .map(AmbiguityFinding.init)
    }

    /// Finds a file by its absolute path; nil where there is none, and for the root that no layer names.
    public func file(at path: ByteString) -> FileTree.File? { tree[path] }

    /// Tells whether a path is a directory; the root always is.
    public func isDirectory(_ path: ByteString) -> Bool {
        path == "/" || tree[path]?.entry.kind == .directory
    }

    /// Follows the links that a path leads through, as a container would.
    ///
    /// - Parameter path: An absolute path.
    /// - Returns: The path of the file it leads to; nil where there is none.
    public func destination(of path: ByteString) -> ByteString? {
        guard let last = tree.trail(of: path).last else { return nil }
        return tree[last] == nil ? nil : last
    }

    /// Lists a directory.
    ///
    /// - Parameters:
    ///   - directory: The absolute path of a directory, without a slash at its end but for the root.
    ///   - start: How many files to pass over.
    ///   - limit: The most files to list.
    /// - Returns: The files. Cost grows with the files in the directory, not with those below.
    public func page(of directory: ByteString, from start: Int, limit: Int) -> Page {
        let children = children(of: directory)
        let ordered =
            children.filter { tree.files[$0].entry.kind == .directory }
            + children.filter { tree.files[$0].entry.kind != .directory }
        return Page(files: ordered.dropFirst(start).prefix(limit).map { tree.files[$0] }, count: ordered.count)
    }

    /// The positions of the files in a directory.
    private func children(of directory: ByteString) -> [Int] {
        let prefix = directory == "/" ? Array("/".utf8) : directory.bytes + "/".utf8
        var children: [Int] = []
        var position = position(of: prefix)
        while position < tree.files.count {
            let path = tree.files[position].path.bytes
            guard path.starts(with: prefix) else { break }
            let name = path[prefix.count...]
            if let slash = name.firstIndex(of: UInt8(ascii: "/")) {
                // All that lies below begins with the name and a slash; the byte after a slash is a zero digit.
                position = self.position(of: Array(path[..<slash]) + "0".utf8)
            } else {
                if !name.isEmpty { children.append(position) }
                position += 1
            }
        }
        return children
    }

    /// The position of the first file that is not before a path.
    private func position(of path: [UInt8]) -> Int {
        var low = 0
        var high = tree.files.count
        while low < high {
            let middle = (low + high) / 2
            if tree.files[middle].path.bytes.lexicographicallyPrecedes(path) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// About how many bytes of memory the tree takes.
    var cost: Int {
        tree.files.reduce(1_024 + ambiguities.count * 256) { sum, file in
            let attributes = file.entry.extendedAttributes.reduce(0) { $0 + 200 + $1.value.count + $1.key.bytes.count }
            return sum + 360 + file.path.bytes.count + file.entry.target.bytes.count + attributes
        }
    }
}
