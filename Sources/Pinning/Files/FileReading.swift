// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Synchronization

/// What a format found in a file, with what it looked at, so that it can be asked again about other bytes.
struct FileReading: Sendable {
    /// The kind the file was read as.
    let kind: FileKind
    /// What was found, here and in neighbours.
    let found: [FoundReference]
    /// The neighbours that were looked at, by the paths that the format asked for.
    let neighbours: [FilePath.Key: SourceText]
    /// The names of the files beside it, where the format asked for them.
    private let names: [String]?

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - kind: Its kind.
    ///   - options: What the user says of fields and variables.
    ///   - list: Gives the names of the files beside it; nil when they are not known.
    ///   - neighbour: Gives a neighbour by the path that the format asks for.
    /// - Throws: ``PinningError`` when the file is not what the format allows.
    init(
        _ text: SourceText,
        kind: FileKind,
        options: TreeScan.Options,
        list: @escaping @Sendable () -> [String]?,
        neighbour: @escaping @Sendable (_ path: String) -> SourceText?
    ) throws(PinningError) {
        let seen = SeenNeighbours()
        let context = ReadingContext(fields: options.fields, variables: options.variables) { path in
            let text = neighbour(path)
            seen.texts.withLock { $0[FilePath.key(path)] = text }
            return text
        } list: {
            let names = list()
            seen.names.withLock { $0 = names }
            return names
        }
        self.kind = kind
        self.found = try kind.format.references(in: text, context: context).map { found in
            var found = found
            if found.role == .cacheFrom, found.editing == .inPlace {
                found.editing = .onRequest(.caches, "it is a cache, which changes with every build")
            }
            return found
        }
        self.neighbours = seen.texts.withLock { $0 }
        self.names = seen.names.withLock { $0 }
    }

    /// Reads the file again as if it and its neighbours held other bytes.
    ///
    /// The disk is not looked at.
    ///
    /// - Parameters:
    ///   - text: The file.
    ///   - options: What the user said of fields and variables.
    ///   - changed: The texts of files that are others now, by path.
    /// - Returns: What is found then.
    /// - Throws: ``PinningError`` when the file is not what the format allows.
    func again(
        _ text: SourceText,
        options: TreeScan.Options,
        changed: [FilePath.Key: SourceText]
    ) throws(PinningError) -> FileReading {
        let (neighbours, names) = (neighbours, names)
        return try FileReading(text, kind: kind, options: options, list: { names }) { path in
            neighbours[FilePath.key(path)].map { changed[FilePath.key($0.path)] ?? $0 }
        }
    }
}

/// What a format looked at while it read one file.
private final class SeenNeighbours: Sendable {
    let texts = Mutex<[FilePath.Key: SourceText]>([:])
    let names = Mutex<[String]?>(nil)
}
