// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension ComposeFile {
    /// Finds the references of a Dockerfile that stands in a text.
    ///
    /// Compose replaces variables before the builder sees it, so a variable of the Dockerfile is written `$$NAME`.
    ///
    /// - Parameters:
    ///   - node: The text.
    ///   - arguments: The names whose defaults in the Dockerfile do not count, because the file sets them.
    ///   - contexts: The names that are no images in it.
    ///   - project: The project.
    /// - Throws: ``PinningError`` when the text is no Dockerfile.
    func visitDockerfile(
        _ node: YAMLNode,
        arguments: Set<String>,
        contexts: BuildContextNames,
        for project: ComposeProject
    ) throws(PinningError) {
        guard let scalar = node.scalar else { return }
        let value = Array(scalar.value.utf8)
        guard value.contains(UInt8(ascii: "$")) else {
            let found = try dockerfileReferences(in: value, at: node, arguments: arguments, context: project.context)
            return collector.visit(node, holding: contexts.images(of: found))
        }
        let environment = scope.environment
        guard environment.failure == nil, let template = ComposeTemplate(value, in: 0..<value.count) else {
            throw PinningError(
                .malformed,
                environment.failure ?? "the variables of dockerfile_inline do not read as compose writes them",
                path: text.path,
                offset: node.span.lowerBound
            )
        }
        let limit = min(SourceText.maximumSize, project.inlineBudget)
        let result = ComposeInterpolation(template, of: value, limit: limit) { environment[$0]?.value }
        project.inlineBudget -= result.bytes.count
        let found = try dockerfileReferences(
            in: result.bytes,
            at: node,
            arguments: arguments,
            context: project.context
        )
        collector.visit(node, holding: contexts.images(of: found).map { Self.traced($0, through: result, to: value) })
    }

    private func dockerfileReferences(
        in bytes: [UInt8],
        at node: YAMLNode,
        arguments: Set<String>,
        context: ReadingContext
    ) throws(PinningError) -> [FoundReference] {
        do throws(PinningError) {
            return try DockerfileFormat()
                .references(in: SourceText(path: text.path, bytes: bytes), context: context)
                .map { Self.checked($0, in: bytes, arguments: arguments) }
        } catch {
            var error = error
            error.message = "dockerfile_inline cannot be read: \(error.message)"
            error.offset = node.span.lowerBound
            throw error
        }
    }

    /// How far before a reference the ARG is looked for whose default it is.
    private static var longestArgument: Int { 4096 }

    /// A reference whose meaning is not known when it depends on an argument that the file sets.
    private static func checked(
        _ reference: FoundReference,
        in bytes: [UInt8],
        arguments: Set<String>
    ) -> FoundReference {
        guard !arguments.isEmpty else { return reference }
        var names: Set<String> = []
        let near = bytes[max(0, reference.span.lowerBound - longestArgument)..<reference.span.lowerBound]
        let lineStart = near.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? near.startIndex
        let line = String(decoding: bytes[lineStart..<reference.span.lowerBound], as: UTF8.self)
        let words = line.split(whereSeparator: \.isWhitespace)
        // The default of an ARG; others on the same line may be what it is made of.
        if words.first?.lowercased() == "arg" {
            names.formUnion(words.dropFirst().map { String($0.prefix { $0 != "=" }) })
        }
        let written = Array(reference.written.utf8)
        if let template = ComposeTemplate(written, in: 0..<written.count) { names.formUnion(template.names) }
        guard let name = names.intersection(arguments).min() else { return reference }
        var reference = reference
        reference.meaning = .unknown("build.args sets \(name)")
        reference.editing = .lockOnly("build.args sets \(name)")
        return reference
    }

    /// A reference in the replaced text, told in bytes of the text as it is written.
    private static func traced(
        _ reference: FoundReference,
        through result: ComposeInterpolation,
        to value: [UInt8]
    ) -> FoundReference {
        var reference = reference
        let (low, high) = (reference.span.lowerBound, reference.span.upperBound)
        let pieces = result.pieces(touching: low..<high)
        guard let first = pieces.first, let last = pieces.last else { return reference }
        if pieces.count == 1, first.origin == .text {
            let shift = first.source.lowerBound - first.range.lowerBound
            reference.span = low + shift..<high + shift
            return reference
        }
        let start = first.outermost == first.source ? first.start(at: low) : first.outermost.lowerBound
        let end = last.outermost == last.source ? last.end(at: high) : last.outermost.upperBound
        reference.span = start..<max(start, end)
        reference.written = String(decoding: value[reference.span], as: UTF8.self)
        for case .nothing(let reason) in pieces.map(\.origin) {
            reference.meaning = .unknown(reason)
            reference.editing = .lockOnly(reason)
            return reference
        }
        let names = ComposeInterpolation.names(of: pieces)
        if case .inPlace = reference.editing, !names.isEmpty {
            let meaning = reference.meaning
            reference.editing = ComposePlace.editing(of: meaning, written: reference.written, from: names)
        }
        return reference
    }
}

extension ComposeInterpolation.Piece {
    /// The byte that an offset of the result comes from; of a variable, its first.
    fileprivate func start(at offset: Int) -> Int {
        origin == .text ? source.lowerBound + max(0, offset - range.lowerBound) : source.lowerBound
    }

    /// The end of what comes before an offset of the result; of a variable, its end.
    fileprivate func end(at offset: Int) -> Int {
        origin == .text ? source.upperBound - max(0, range.upperBound - offset) : source.upperBound
    }
}
