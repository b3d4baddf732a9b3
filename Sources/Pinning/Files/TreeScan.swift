// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// The references in some files and directories, read once: what is judged, edited and proved later is what was read here.
public struct TreeScan: Sendable {
    /// What the user may say of a scan.
    public struct Options: Sendable {
        /// The kind of the files that are named; nil when their names and contents tell.
        public var kind: FileKind?
        /// Fields of custom resources that hold references.
        public var fields: [FieldRule]
        /// Environment variables that hold references.
        public var variables: [String]
        /// A directory that is left out, by its absolute path: the one that is written to.
        public var excludedDirectory: String?

        /// Creates options.
        public init(
            kind: FileKind? = nil,
            fields: [FieldRule] = [],
            variables: [String] = [],
            excludedDirectory: String? = nil
        ) {
            self.kind = kind
            self.fields = fields
            self.variables = variables
            self.excludedDirectory = excludedDirectory
        }
    }

    /// A file of a known kind.
    public struct File: Sendable {
        /// The path as it is shown: relative to the working directory when it lies below, else as it was named.
        public let path: String
        /// The file itself, also where a symbolic link was named.
        public let absolutePath: String
        /// The kind.
        public let kind: FileKind
        /// What was read.
        public let text: SourceText
        /// The references that stand in it, in the order of the bytes.
        public internal(set) var references: [FoundReference]
        /// What the file's reader found, here and in its neighbours; nil for files that only their neighbours read.
        let reading: FileReading?
    }

    /// A file or directory that could not be read.
    public struct Unread: Sendable {
        /// The path as it is shown.
        public let path: String
        /// Why.
        public let error: PinningError
        /// Whether it was named, and not found in a directory.
        public let isNamed: Bool
    }

    /// The files of known kinds, with or without references, and those that their references stand in, by their paths' bytes.
    public let files: [File]
    /// What could not be read.
    public let unread: [Unread]
    /// How many files were not looked at, although their names say that they name images, as git ignores them.
    ///
    /// What lies in directories that git ignores is not counted.
    public let ignored: Int
    /// What was named.
    let roots: [NamedPath]
    /// What the user said.
    let options: Options
    private let lines: [FilePath.Key: LineTable]

    init(files: [File], unread: [Unread], ignored: Int = 0, roots: [NamedPath], options: Options) {
        self.ignored = ignored
        self.files = files.sorted { FilePath.precedes($0.path, $1.path) }
        self.unread = unread.sorted { FilePath.precedes($0.path, $1.path) }
        self.roots = roots
        self.options = options
        self.lines = Dictionary(
            files.lazy.filter { !$0.references.isEmpty }.map { (FilePath.key($0.path), LineTable($0.text)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// All references, by path and place.
    ///
    /// A stretch of bytes that several files refer to is one reference, edited only if all of them allow it.
    public var references: [FoundReference] { files.flatMap(\.references) }

    /// Where a reference begins.
    ///
    /// Cost: the logarithm of the number of lines, and the length of one.
    public func position(of reference: FoundReference) -> SourcePosition {
        lines[FilePath.key(reference.path)]?.position(of: reference.span.lowerBound)
            ?? SourcePosition(line: 1, column: 1)
    }
}

extension TreeScan {
    /// Finds the references in files and directories.
    ///
    /// Directories are walked without what git ignores; files that are named are read even so.
    ///
    /// - Parameters:
    ///   - paths: The files and directories.
    ///   - workingDirectory: The absolute path of the directory that relative paths begin at.
    ///   - options: What the user says of the scan.
    /// - Returns: What was found, and what could not be read.
    /// - Throws: ``PinningError`` when a path does not exist, when a named file has no known kind, or the tree is too large.
    public static func scan(
        _ paths: [String],
        workingDirectory: String,
        options: Options = Options()
    ) throws(PinningError) -> TreeScan {
        let scanner = TreeScanner(places: ShownPaths(workingDirectory: workingDirectory), options: options)
        for path in paths { try scanner.add(path) }
        return scanner.finish()
    }

    /// Finds the references in text that is no file.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - kind: Its kind.
    ///   - options: What the user says of the scan.
    /// - Returns: What was found, under the path `-`.
    /// - Throws: ``PinningError`` when the text is larger than a file may be.
    public static func scan(
        standardInput bytes: [UInt8],
        as kind: FileKind,
        options: Options = Options()
    ) throws(PinningError) -> TreeScan {
        guard bytes.count <= SourceText.maximumInputSize else {
            throw PinningError(
                .tooLarge,
                "the input has more than \(SourceText.maximumInputSize >> 20) MiB",
                path: "-"
            )
        }
        let text = SourceText(path: "-", bytes: bytes)
        do throws(PinningError) {
            let reading = try FileReading(text, kind: kind, options: options, list: { [] }, neighbour: { _ in nil })
            let file = File(
                path: "-",
                absolutePath: "-",
                kind: kind,
                text: text,
                references: FoundReference.merged(reading.found),
                reading: reading
            )
            return TreeScan(files: [file], unread: [], roots: [], options: options)
        } catch {
            let unread = Unread(path: "-", error: error.explained(for: text), isNamed: true)
            return TreeScan(files: [], unread: [unread], roots: [], options: options)
        }
    }
}
