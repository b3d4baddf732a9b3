// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import Archive

/// The files of an image as a container sees them: all layers put on top of each other.
public struct FileTree: Sendable {
    /// A file with its name.
    public struct File: Hashable, Sendable {
        /// The absolute path, such as `/bin/sh`; the root itself is `/`.
        public var path: ByteString
        /// Everything else about it.
        public var entry: FileEntry
        /// The first path, by bytes, that shares the inode with this one; nil for that path itself and for what is alone.
        public var hardLinkOf: ByteString?

        /// Creates a file.
        public init(path: ByteString, entry: FileEntry, hardLinkOf: ByteString? = nil) {
            self.path = path
            self.entry = entry
            self.hardLinkOf = hardLinkOf
        }
    }

    /// The files, sorted by the bytes of their paths; the root stands first if a layer names it.
    public let files: [File]
    /// Where the layers leave room for two readings.
    public let ambiguities: [Ambiguity]

    /// Creates a tree from files that are sorted already.
    public init(files: [File], ambiguities: [Ambiguity] = []) {
        self.files = files
        self.ambiguities = ambiguities
    }

    /// Finds a file by its absolute path; the cost is logarithmic.
    public subscript(path: ByteString) -> File? {
        var low = 0
        var high = files.count
        while low < high {
            let middle = (low + high) / 2
            if files[middle].path < path { low = middle + 1 } else { high = middle }
        }
        return low < files.count && files[low].path == path ? files[low] : nil
    }
}
