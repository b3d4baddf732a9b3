// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Glibc

/// Collects the files of a scan, then reads what is in them.
final class TreeScanner {
    /// A file whose bytes were read.
    struct Source: Sendable {
        let path: String
        let absolutePath: String
        let boundary: String
        let kind: FileKind
        let text: SourceText
        let isNamed: Bool
        /// Whether the kind was told from the content alone.
        let isGuessed: Bool
    }

    /// A symbolic link that was found, with a name that tells a kind.
    private struct Link {
        let path: String
        let absolutePath: String
        let candidate: FileCandidate
        let root: NamedPath
    }

    /// How much of a file is looked at to find out the kind of one that is too large to be read.
    private static let sampleLength = 64 << 10

    private let places: ShownPaths
    private let options: TreeScan.Options
    private let excluded: String?
    private var roots: [NamedPath] = []
    private var sources: [FilePath.Key: Source] = [:]
    private var unread: [FilePath.Key: TreeScan.Unread] = [:]
    private var links: [Link] = []
    private var ignored = 0

    init(places: ShownPaths, options: TreeScan.Options) {
        self.places = places
        self.options = options
        self.excluded = options.excludedDirectory.map { FileSystem.realPath($0) ?? FilePath.tidied($0) }
    }

    /// Adds a file, or what lies in a directory.
    func add(_ path: String) throws(PinningError) {
        let named = try places.named(path)
        roots.append(named)
        switch named.kind {
        case .file: try addFile(named)
        case .directory:
            try TreeWalk.run(root: named.absolutePath, excluding: excluded) { [self] path, error in
                let isAbsolute = path.utf8.first == UInt8(ascii: "/")
                let shown = isAbsolute ? places.shown(path) : FilePath.appending(path, to: named.path)
                miss(shown.isEmpty ? "." : shown, error, isNamed: path.isEmpty)
            } visit: { [self] (entry: TreeWalk.Entry) throws(PinningError) in
                addEntry(entry, of: named)
            } ignored: { [self] name, directory in
                if FileCandidate(name: name, in: directory).namesImages { ignored += 1 }
            }
        }
    }

    /// Finds the references.
    func finish() -> TreeScan {
        for link in links { follow(link) }
        let readings = TreeReadings(sources: sources, places: places, options: options, roots: roots)
        for (path, unread) in readings.unread where self.unread[path] == nil { self.unread[path] = unread }
        return TreeScan(
            files: readings.files,
            unread: Array(unread.values),
            ignored: ignored,
            roots: roots,
            options: options
        )
    }
}

extension TreeScanner {
    private func miss(_ path: String, _ error: PinningError, isNamed: Bool = false) {
        var error = error
        error.path = path
        unread[FilePath.key(path)] = TreeScan.Unread(path: path, error: error, isNamed: isNamed)
    }

    private func addFile(_ named: NamedPath) throws(PinningError) {
        let bytes: [UInt8]
        do throws(PinningError) {
            bytes = try FileSystem.read(named.absolutePath, path: named.path)
        } catch {
            miss(named.path, error, isNamed: true)
            return
        }
        let kind = try kind(of: named, bytes: bytes)
        keep(bytes, path: named.path, absolutePath: named.absolutePath, kind: kind, root: named, isGuessed: false)
    }

    /// The kind of a file that was named: as the user says, by its name or that of what a link leads to, by its content.
    private func kind(of named: NamedPath, bytes: [UInt8]) throws(PinningError) -> FileKind {
        if let kind = options.kind { return kind }
        let directory = FilePath.directory(of: named.absolutePath)
        for name in [FilePath.name(of: named.path), FilePath.name(of: named.absolutePath)] {
            let candidate = FileCandidate(name: name, in: directory)
            if let kind = FileKindDetector.kind(of: candidate, bytes: bytes) { return kind }
        }
        guard !FilePath.name(of: named.path).utf8.starts(with: ".env".utf8) else {
            throw PinningError(
                .configuration,
                "is read with the compose file that uses its variables",
                path: named.path,
                advice: "Name the compose file."
            )
        }
        let kinds = FileKind.allCases.filter { $0 != .environment }.map(\.rawValue).joined(separator: ", ")
        throw PinningError(
            .configuration,
            "what kind of file it is cannot be told from its name or content",
            path: named.path,
            advice: "Say --as KIND, one of \(kinds)."
        )
    }

    private func addEntry(_ entry: TreeWalk.Entry, of root: NamedPath) {
        let absolutePath = FilePath.appending(entry.path, to: root.absolutePath)
        let candidate = FileCandidate(name: entry.name, in: FilePath.directory(of: absolutePath))
        guard entry.kind == .file else {
            guard candidate != .none, candidate != .program, candidate != .json else { return }
            let path = FilePath.appending(entry.path, to: root.path)
            links.append(Link(path: path, absolutePath: absolutePath, candidate: candidate, root: root))
            return
        }
        guard candidate != .none, candidate != .program || startsShell(entry),
            candidate != .json || beginsManifest(entry)
        else { return }
        let path = FilePath.appending(entry.path, to: root.path)
        do throws(PinningError) {
            let bytes = try FileSystem.read(entry.name, at: entry.directory, path: path)
            guard let kind = FileKindDetector.kind(of: candidate, bytes: bytes) else { return }
            keep(
                bytes,
                path: path,
                absolutePath: absolutePath,
                kind: kind,
                root: root,
                isGuessed: candidate.isGuess
            )
        } catch  where error.code == .tooLarge {
            // Losing the error is right: the file is then missed for being too large, which is the older reason.
            let sample = (try? beginning(of: entry, length: Self.sampleLength)) ?? []
            if FileKindDetector.kind(of: candidate, bytes: sample) != nil { miss(path, error) }
        } catch {
            miss(path, error)
        }
    }

    /// Reads what a link leads to, if that lies inside the boundary and was not read by a name of its own.
    private func follow(_ link: Link) {
        guard let real = FileSystem.realPath(link.absolutePath),
            FilePath.path(real, below: link.root.boundary) != nil, sources[FilePath.key(real)] == nil
        else { return }
        if let excluded, FilePath.path(real, below: excluded) != nil { return }
        do throws(PinningError) {
            let status = try FileSystem.status(real, followingLinks: false, path: link.path)
            guard status?.kind == .file else { return }
            let bytes = try FileSystem.read(real, path: link.path)
            guard let kind = FileKindDetector.kind(of: link.candidate, bytes: bytes) else { return }
            let isGuessed = link.candidate.isGuess
            keep(bytes, path: link.path, absolutePath: real, kind: kind, root: link.root, isGuessed: isGuessed)
        } catch {
            miss(link.path, error)
        }
    }

    private func keep(
        _ bytes: [UInt8],
        path: String,
        absolutePath: String,
        kind: FileKind,
        root: NamedPath,
        isGuessed: Bool
    ) {
        let key = FilePath.key(absolutePath)
        // What is named counts more than what is found on the way.
        guard sources[key] == nil || root.kind == .file else { return }
        sources[key] = Source(
            path: path,
            absolutePath: absolutePath,
            boundary: root.boundary,
            kind: kind,
            text: SourceText(path: path, bytes: bytes),
            isNamed: root.kind == .file,
            isGuessed: isGuessed
        )
    }
}

extension TreeScanner {
    /// Tells whether a file may be run, by a shell.
    ///
    /// One that cannot be opened is passed over: most programs are no scripts.
    private func startsShell(_ entry: TreeWalk.Entry) -> Bool {
        guard
            let status = try? FileSystem.status(
                entry.name,
                at: entry.directory,
                followingLinks: false,
                path: entry.path
            ),
            status.mode & 0o111 != 0, status.size > 2,
            let bytes = try? beginning(of: entry, length: FileKindDetector.firstLineLength)
        else { return false }
        return FileKindDetector.isShellProgram(bytes[...])
    }

    /// Tells whether JSON may be a manifest; most is not, and need not be read.
    private func beginsManifest(_ entry: TreeWalk.Entry) -> Bool {
        // Losing the error is right: what cannot be opened is judged, and missed, by whoever reads it whole.
        guard let bytes = try? beginning(of: entry, length: FileKindDetector.headerLength) else { return true }
        return FileKindDetector.mayBeManifest(bytes[...])
    }

    private func beginning(of entry: TreeWalk.Entry, length: Int) throws(PinningError) -> [UInt8] {
        let descriptor = try FileSystem.open(entry.name, at: entry.directory, O_RDONLY | O_NOFOLLOW, path: entry.path)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: length)
        let count = pread(descriptor, &bytes, length, 0)
        guard count >= 0 else { throw FileSystem.error("read", entry.path) }
        return Array(bytes.prefix(count))
    }
}
