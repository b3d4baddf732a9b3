// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// One file of a pipeline.
struct GitLabFile {
    let text: SourceText
    let stream: YAMLStream
    /// The pipelines of the file: nearly always one.
    let pipelines: [YAMLNode]
    /// The variables that it gives to all files.
    let variables: [String: YAMLNode]
    /// The names of variables that stand in it, wherever that is.
    let names: Set<String>

    /// Reads a file.
    ///
    /// - Throws: ``PinningError`` when it is no YAML or exceeds the bounds.
    init(_ text: SourceText) throws(PinningError) {
        let stream = try YAMLStream.parse(text)
        self.text = text
        self.stream = stream
        // The header that declares a component's inputs is followed by the pipeline.
        let hasHeader = stream.documents.count > 1 && stream.documents.first?.value("spec") != nil
        self.pipelines = Array(stream.documents.dropFirst(hasHeader ? 1 : 0))
        self.variables = pipelines.reduce(into: [:]) { $0.merge(GitLabVariables.entries(of: $1)) { $1 } }
        self.names = Set(GitLabVariableUse.all(in: text.bytes).map(\.name))
    }

    /// The texts that name files of the same repository.
    var includes: [YAMLNode] {
        pipelines.flatMap { pipeline in
            let children = pipeline.mergedEntries.compactMap { $0.value.value("trigger")?.value("include") }
            return ([pipeline.value("include")].compactMap { $0 } + children).flatMap { Self.paths($0) }
        }
    }

    private static func paths(_ include: YAMLNode) -> [YAMLNode] {
        switch include.resolved.content {
        case .sequence(let elements): elements.compactMap { path($0) }
        case .mapping, .scalar: [path(include)].compactMap { $0 }
        case .alias: []
        }
    }

    private static func path(_ include: YAMLNode) -> YAMLNode? {
        guard let text = include.string else { return include.value("local") }
        return text.contains("://") || text.isEmpty ? nil : include
    }
}
