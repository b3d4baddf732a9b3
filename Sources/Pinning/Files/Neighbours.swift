// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The files that one file may refer to.
///
/// Nothing outside the tree is read, by `..` or by links, whatever a file asks for.
struct Neighbours: Sendable {
    /// Where relative paths begin.
    let directory: String
    /// The directory outside which nothing is read.
    let boundary: String
    /// The files that were read already.
    let sources: [FilePath.Key: TreeScanner.Source]
    let places: ShownPaths

    /// The text of a neighbour; nil when there is none, or it is no business of the file.
    func text(at path: String) -> SourceText? {
        guard !path.isEmpty, !path.utf8.contains(0),
            let real = FileSystem.realPath(FilePath.absolute(path, from: directory)),
            FilePath.path(real, below: boundary) != nil
        else { return nil }
        if let source = sources[FilePath.key(real)] { return source.text }
        let shown = places.shown(real)
        // Losing the error is right: the format then says what it misses, and that nothing is known of it.
        guard let bytes = try? FileSystem.read(real, path: shown) else { return nil }
        return SourceText(path: shown, bytes: bytes)
    }

    /// The names of the files in the directory, links to files too; nil when they cannot be listed.
    func names() -> [String]? {
        // Losing the error is right: the format then says what it cannot know.
        try? FileSystem.names(in: directory, limit: TreeWalk.maximumCount)
    }
}
