// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A compose file with all that it includes and extends, being read.
final class ComposeProject {
    /// The most files that are read for one.
    static let maximumFiles = 100
    /// The most steps from a service to one that it extends, over all services.
    static let maximumSteps = 20_000
    /// The most entries of mappings and lists that are looked at, over all services.
    static let maximumEntries = 200_000
    /// The longest text that variables may make of a reference or a path.
    static let maximumTextSize = 4096

    private struct Key: Hashable {
        let path: String
        let scope: ObjectIdentifier
    }

    let context: ReadingContext
    var variables = ComposeVariables()
    /// How many more bytes Dockerfiles may become when their variables are replaced.
    var inlineBudget = 4 * SourceText.maximumSize
    /// How many more steps are taken from services to those that they extend.
    var steps = maximumSteps
    /// How many more entries are looked at, over all services: a mapping may stand for a long one many times.
    var entries = maximumEntries
    /// The images of services that were read, and not listed yet.
    var images: [ComposeImage] = []
    /// The names that the project gives to what it builds.
    var builtNames: Set<Reference> = []
    /// The file that compose merges with the first one by itself.
    var companion: ComposeFile?
    /// The files in the order in which they were opened.
    private(set) var files: [ComposeFile] = []
    private var opened: [Key: ComposeFile] = [:]

    init(_ context: ReadingContext) { self.context = context }

    /// Finds the references of a file and those that it includes and extends.
    func references(in text: SourceText) throws(PinningError) -> [FoundReference] {
        let name = text.path.split(separator: "/").last.map(String.init) ?? ""
        let scope = ComposeScope(directory: "", trail: [name]) { [context] in
            ComposeEnvironment(files: [context.file(".env")].compactMap { $0 }, parent: nil)
        }
        let root = try ComposeFile(text, scope: scope, directory: "")
        opened[Key(path: name, scope: ObjectIdentifier(scope))] = root
        files.append(root)
        companion = readCompanion(of: name, in: scope)
        try read(root)
        noteBuilds(of: companion)
        visitImages()
        let listed = files.flatMap { $0.collector.references() }
        let names = variables.editableNames
        if !names.isEmpty { readOthers(using: names, of: scope) }
        return FoundReference.agreed(listed + variables.references(files: files))
    }

    /// Reads a file's services, and before them what it includes.
    func read(_ file: ComposeFile) throws(PinningError) {
        for document in file.stream.documents {
            guard let include = document.value("include") else { continue }
            let entries = include.scalar == nil ? include.elements : [include]
            for entry in entries { try readInclude(entry, of: file) }
        }
        for entry in file.services { try readService(entry, in: file) }
    }

    /// The file at a path; nil when there is none that may be read.
    func open(_ path: String, scope: ComposeScope, directory: String) throws(PinningError) -> ComposeFile? {
        let key = Key(path: path, scope: ObjectIdentifier(scope))
        if let file = opened[key] { return file }
        guard let text = context.file(path) else { return nil }
        guard files.count < Self.maximumFiles else {
            throw PinningError(.tooLarge, "more than \(Self.maximumFiles) files are included and extended")
        }
        do throws(PinningError) {
            let file = try ComposeFile(text, scope: scope, directory: directory)
            opened[key] = file
            files.append(file)
            return file
        } catch {
            var error = error
            error.path = error.path ?? text.path
            throw error
        }
    }

    /// Whether a service of the files read so far has this name.
    func isService(_ name: String) -> Bool { files.contains { $0.service(name) != nil } }
}

// MARK: Other files

extension ComposeProject {
    private func readInclude(_ entry: YAMLNode, of file: ComposeFile) throws(PinningError) {
        let nodes = Self.texts(entry.scalar == nil ? entry.value("path") : entry)
        let paths = nodes.map { node in
            file.interpolated(node).flatMap { RelativePath.joining(file.scope.directory, $0) }
        }
        guard let first = paths.first else { return }
        let directory =
            file.interpolated(entry.value("project_directory"))
            .flatMap { RelativePath.joining(file.scope.directory, $0) } ?? RelativePath.directory(of: first ?? "")
        let named = Self.texts(entry.value("env_file")).compactMap { node in
            file.interpolated(node).flatMap { RelativePath.joining(file.scope.directory, $0) }
        }
        let environmentFiles = named.isEmpty ? [directory.isEmpty ? ".env" : "\(directory)/.env"] : named
        let scope = ComposeScope(
            directory: directory,
            trail: file.scope.trail.union(paths.compactMap { $0 })
        ) { [context, parent = file.scope] in
            ComposeEnvironment(files: environmentFiles.compactMap { context.file($0) }, parent: parent.environment)
        }
        for (node, path) in zip(nodes, paths) {
            if let path, file.scope.trail.contains(path) { continue }
            guard let path, let included = try open(path, scope: scope, directory: directory) else {
                visitUnread(node, in: file, "the file cannot be read here")
                continue
            }
            try read(included)
        }
    }

    /// Says that what is meant by a file or a service cannot be known; an artifact of a registry can.
    func visitUnread(_ node: YAMLNode, in file: ComposeFile, _ reason: String) {
        let artifact = "oci://"
        guard node.string?.hasPrefix(artifact) != true else {
            return file.visit(node, role: .image, after: artifact, for: self)
        }
        file.collector.visit(node, role: .image, meaning: .unknown(reason), editing: .lockOnly(reason))
    }

    /// A text, or the texts of a list.
    private static func texts(_ node: YAMLNode?) -> [YAMLNode] {
        guard let node else { return [] }
        return node.scalar == nil ? node.elements.filter { $0.scalar != nil } : [node]
    }
}
