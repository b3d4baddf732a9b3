// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// What the formats find in the files of a scan.
struct TreeReadings {
    /// The files, and the neighbours that references stand in.
    private(set) var files: [TreeScan.File] = []
    /// The files that their format cannot read.
    private(set) var unread: [FilePath.Key: TreeScan.Unread] = [:]

    private let sources: [FilePath.Key: TreeScanner.Source]
    private let places: ShownPaths
    private let options: TreeScan.Options
    /// What was named: nothing else is edited.
    private let roots: [NamedPath]

    init(
        sources: [FilePath.Key: TreeScanner.Source],
        places: ShownPaths,
        options: TreeScan.Options,
        roots: [NamedPath]
    ) {
        self.roots = roots
        self.sources = sources
        self.places = places
        self.options = options
        for source in sources.values.sorted(by: { FilePath.precedes($0.path, $1.path) }) { read(source) }
        gather()
    }
}

extension TreeReadings {
    private mutating func read(_ source: TreeScanner.Source) {
        let bytes = source.text.bytes
        if !source.isNamed, !ReferenceOutlook.mayHoldReferences(source.kind, bytes, options: options) {
            append(source, nil)
            return
        }
        let neighbours = Neighbours(
            directory: FilePath.directory(of: source.absolutePath),
            boundary: source.boundary,
            sources: sources,
            places: places
        )
        do throws(PinningError) {
            append(
                source,
                try FileReading(source.text, kind: source.kind, options: options, list: neighbours.names) {
                    neighbours.text(at: $0)
                }
            )
        } catch {
            // Of a file that only looks like one of ours, what is no YAML and names no image is nobody's concern.
            if source.isGuessed, !ReferenceOutlook.mentionsImages(bytes) { return }
            unread[FilePath.key(source.path)] = TreeScan.Unread(
                path: source.path,
                error: error.explained(for: source.text),
                isNamed: source.isNamed
            )
        }
    }

    private mutating func append(_ source: TreeScanner.Source, _ reading: FileReading?) {
        files.append(
            TreeScan.File(
                path: source.path,
                absolutePath: source.absolutePath,
                kind: source.kind,
                text: source.text,
                references: [],
                reading: reading
            )
        )
    }

    /// Gives every reference to the file that its bytes stand in.
    private mutating func gather() {
        var index = Dictionary(
            files.indices.map { (FilePath.key(files[$0].path), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var found: [[FoundReference]] = files.map { file in
            (file.reading?.found ?? []).filter { $0.path.utf8.elementsEqual(file.path.utf8) }
        }
        for file in files {
            for reference in file.reading?.found ?? [] where !reference.path.utf8.elementsEqual(file.path.utf8) {
                let key = FilePath.key(reference.path)
                if index[key] == nil, let neighbour = neighbour(at: key, of: file) {
                    index[key] = files.count
                    files.append(neighbour)
                    found.append([])
                }
                if let place = index[key] { found[place].append(reference) }
            }
        }
        for place in files.indices {
            files[place].references = FoundReference.merged(found[place])
            if !isNamed(files[place]) { lock(place) }
        }
    }

    /// Tells whether a file was named, or lies where it was named to look: only such are edited.
    ///
    /// The variables beside a compose file belong to it.
    private func isNamed(_ file: TreeScan.File) -> Bool {
        roots.contains { root in
            switch root.kind {
            case .directory: return FilePath.path(file.absolutePath, below: root.absolutePath) != nil
            case .file:
                let directory = FilePath.directory(of: root.absolutePath)
                return [root.absolutePath, FilePath.appending(".env", to: directory)].contains {
                    $0.utf8.elementsEqual(file.absolutePath.utf8)
                }
            }
        }
    }

    private mutating func lock(_ place: Int) {
        let reason = "it stands in \(places.shown(files[place].absolutePath)), which was not named"
        for index in files[place].references.indices {
            if case .lockOnly = files[place].references[index].editing { continue }
            files[place].references[index].editing = .lockOnly(reason)
        }
    }

    /// A file that is read because another one refers to it.
    private func neighbour(at path: FilePath.Key, of file: TreeScan.File) -> TreeScan.File? {
        guard let reading = file.reading,
            let text = reading.neighbours.values.first(where: { FilePath.key($0.path) == path })
        else { return nil }
        let isYAML = text.path.hasSuffix(".yaml") || text.path.hasSuffix(".yml")
        return TreeScan.File(
            path: text.path,
            absolutePath: places.absolute(text.path),
            kind: isYAML ? file.kind : .environment,
            text: text,
            references: [],
            reading: nil
        )
    }
}

extension PinningError {
    /// The error with the file's name; a template is called one.
    func explained(for text: SourceText) -> PinningError {
        var error = self
        error.path = text.path
        guard code == .malformed, ByteSearch.contains("{{", in: text.bytes) else { return error }
        error.code = .unsupported
        error.message = "a template, which can be read only when it is rendered (\(message))"
        error.advice = "Pin the values that it is rendered with, or what comes out."
        return error
    }
}
