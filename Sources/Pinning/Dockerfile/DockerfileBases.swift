// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Finds the bases of a Dockerfile's stages, through the ARGs they are made of.
///
/// A digest goes where the whole reference stands: into the default of an ARG that stands for nothing but images, else to
/// the end of what follows `FROM`. It never goes into an ARG that holds a part of a reference, or that a stage uses too.
struct DockerfileBases {
    /// The most ARGs with defaults, before the first stage, of a file that is read.
    private static let maximumCount = 1000

    /// The base of a stage.
    private struct Base {
        var word: TracedText
        var value: DockerfileValue
        var platform: Platform?
    }

    private let escape: UInt8
    private let stages: DockerfileStages
    private var variables = DockerfileVariables()
    private var bases: [Base] = []
    /// The numbers of the ARGs that are not always a whole image.
    private var mixed: Set<Int> = []

    init(_ document: DockerfileDocument, stages: DockerfileStages) throws(PinningError) {
        self.escape = document.escape
        self.stages = stages
        var number = 0
        for instruction in document.instructions where instruction.trigger == nil {
            switch instruction.name {
            case "ARG":
                readArguments(of: instruction, inStage: number > 0)
            case "FROM":
                readBase(of: instruction, number: number)
                number += 1
            default: break
            }
            guard variables.definitions.count <= Self.maximumCount else {
                throw PinningError(.tooLarge, "the file has more than \(Self.maximumCount) ARGs before the first FROM")
            }
        }
    }

    private mutating func readArguments(of instruction: DockerfileInstruction, inStage: Bool) {
        for range in instruction.line.quotedWords(in: instruction.arguments, escape: escape) {
            let word = instruction.line.text(in: range)
            if !inStage {
                variables.declare(word, escape: escape)
            } else if !word.bytes.contains(UInt8(ascii: "=")) {
                // The stage takes the value over and may do anything with it.
                mixed.formUnion(variables.definitions(behind: word.string))
            }
        }
    }

    private mutating func readBase(of instruction: DockerfileInstruction, number: Int) {
        guard let word = Self.image(of: instruction) else { return }
        let expander = DockerfileExpander(variables: variables, escape: escape)
        var value = expander.value(of: word)
        if word.bytes.contains(where: \.isBlank) {
            let reason = word.isTemplate ? "it is a template" : "FROM takes one image, and a name after AS"
            value = DockerfileValue(unknown: reason, at: word.origins[0])
        }
        if wholes(of: value).isEmpty { mixed.formUnion(value.definitions) }
        let platform = instruction.values(of: "platform").last.map(expander.value)
        if let platform { mixed.formUnion(platform.definitions) }
        guard !isStage(value, number: number) else { return }
        bases.append(Base(word: word, value: value, platform: platform.flatMap(Self.fixedPlatform)))
    }

    /// The word that names the image; several words when there are more than `FROM` takes.
    private static func image(of instruction: DockerfileInstruction) -> TracedText? {
        let words = instruction.line.words(in: instruction.arguments)
        let isNamed = instruction.stageName != nil
        guard let first = words.first, let last = words.dropLast(isNamed ? 2 : 0).last else { return nil }
        return instruction.line.text(in: first.lowerBound..<last.upperBound)
    }

    /// The platform, unless an ARG or the builder can change it.
    private static func fixedPlatform(_ value: DockerfileValue) -> Platform? {
        value.mystery == nil && value.definitions.isEmpty ? Platform(value.text.string) : nil
    }

    private func isStage(_ value: DockerfileValue, number: Int) -> Bool {
        if value.mystery != nil { return stages.mayContain(value, before: number) }
        let name = value.text.string
        return name == "scratch" || stages.contains(name, before: number)
    }

    /// The numbers of the ARGs whose whole value this is.
    private func wholes(of value: DockerfileValue) -> [Int] {
        // What is cut from an ARG would not be the same with a digest in it.
        guard !value.text.isEmpty, value.mystery == nil, !value.isCut else { return [] }
        return value.definitions.filter { variables.definitions[$0].value.text == value.text }.sorted()
    }
}

extension DockerfileBases {
    /// The entries, in the order of the stages.
    func references(in file: SourceText) throws(PinningError) -> [FoundReference] {
        var found: [FoundReference] = []
        for base in bases { found.append(try entry(base, in: file)) }
        return found
    }

    private func entry(_ base: Base, in file: SourceText) throws(PinningError) -> FoundReference {
        let value = base.value
        let meaning = value.mystery.map { .unknown($0) } ?? FoundReference.Meaning(image: value.text)
        let place: (span: Range<Int>, editing: FoundReference.Editing)
        switch meaning {
        case .unknown(let reason):
            place = (base.word.interpolatedSpan(escape: escape) ?? base.word.extent, .lockOnly(reason))
        case .known(let reference):
            place = self.place(of: base, meaning: reference, in: file)
        }
        return try file.entry(
            place.span,
            role: .from,
            meaning: meaning,
            editing: place.editing,
            platform: base.platform
        )
    }

    private func place(
        of base: Base,
        meaning reference: Reference,
        in file: SourceText
    ) -> (span: Range<Int>, editing: FoundReference.Editing) {
        let value = base.value
        if value.definitions.isEmpty {
            if let span = value.text.span { return (span, .inPlace) }
            guard base.word.bytes.contains(UInt8(ascii: "$")) else {
                return (base.word.extent, FoundReference.Editing(.known(reference), isSpelledOut: false))
            }
            let reason = "a variable's default stands within it"
            return interpolated(base.word, value, meaning: reference, because: reason)
        }
        let wholes = wholes(of: value)
        guard let first = wholes.first else {
            return interpolated(base.word, value, meaning: reference, because: origin(of: value, in: base.word))
        }
        guard wholes.allSatisfy({ !mixed.contains($0) }) else {
            let reason = "it comes from \(Self.list(value.names)), which stands for more than an image"
            return interpolated(base.word, value, meaning: reference, because: reason)
        }
        let definition = variables.definitions[first]
        if let span = value.text.span { return (span, .inPlace) }
        guard !definition.value.names.isEmpty else {
            return (definition.raw.extent, FoundReference.Editing(.known(reference), isSpelledOut: false))
        }
        let reason = origin(of: definition.value, in: definition.raw)
        return interpolated(definition.raw, definition.value, meaning: reference, because: reason)
    }

    /// The place at the end of a text that variables stand in.
    private func interpolated(
        _ word: TracedText,
        _ value: DockerfileValue,
        meaning reference: Reference,
        because reason: String
    ) -> (span: Range<Int>, editing: FoundReference.Editing) {
        guard let span = word.interpolatedSpan(escape: escape) else {
            return (word.extent, .lockOnly("\(reason), between quotes, escapes or line ends"))
        }
        if let digest = reference.digest, !word.unquoted(escape: escape).hasSuffix("@\(digest)") {
            let source = value.names.isEmpty ? "a variable's default" : Self.list(value.names)
            return (span, .lockOnly("the digest comes from \(source)"))
        }
        return (span, .onRequest(.staleVariables, reason))
    }

    /// Says which part of a reference comes from which ARG.
    private func origin(of value: DockerfileValue, in word: TracedText) -> String {
        let own = word.extent
        let text = value.text
        let name = text.bytes.prefix { $0 != UInt8(ascii: "@") }
        let slash = name.lastIndex(of: UInt8(ascii: "/")) ?? 0
        let tag = name[slash...].lastIndex(of: UInt8(ascii: ":")) ?? text.count
        let isForeign = text.origins.map { !own.contains($0) }
        let part = isForeign[..<tag].contains(true) ? isForeign[tag...].contains(true) ? "it" : "the name" : "the tag"
        return "\(part) comes from \(Self.list(value.names))"
    }

    private static func list(_ names: [String]) -> String {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.map { "ARG \($0)" }.joined(separator: " and ")
    }
}
