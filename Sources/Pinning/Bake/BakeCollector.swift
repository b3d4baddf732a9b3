// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Makes references of the places where a bake file says that images stand.
///
/// A variable that is a whole reference is edited where it gets its value, once, when it is used for images only.
struct BakeCollector {
    /// How a text says that it is an image.
    enum Writing {
        /// `docker-image://nginx:1.25`; other texts are directories or targets.
        case context
        /// `type=registry,ref=nginx:1.25`, or the reference alone.
        case cache
        /// The reference alone.
        case reference
    }

    static let contextPrefix = "docker-image://"

    let file: SourceText
    let variables: BakeVariables
    private var found: [Range<Int>: FoundReference] = [:]
    /// The variables in whose values the references stand.
    private var holders: [Range<Int>: Set<String>] = [:]
    /// The places where a variable is an image.
    var imageUses: [String: Set<HCLVariableUse>] = [:]
    /// The variables in whose values a variable is an image.
    var outer: [String: Set<String>] = [:]
    /// The variables whose values were looked at already: they may refer to each other many times over.
    var seen: Set<Look> = []

    init(_ file: SourceText, _ variables: BakeVariables) {
        self.file = file
        self.variables = variables
    }

    /// Says that an expression gives images.
    ///
    /// Hidden are variables that have other values where the expression stands.
    mutating func visit(_ expression: HCLExpression, as writing: Writing, role: ReferenceRole, hidden: Set<String>) {
        visit(expression, Visit(writing: writing, role: role, hidden: hidden))
    }

    /// Says that an expression gives a Dockerfile, in which some names mean contexts and no images.
    mutating func visitDockerfile(
        _ expression: HCLExpression,
        hidden: Set<String>,
        contexts: BuildContextNames,
        context: ReadingContext
    ) throws(PinningError) {
        if case .conditional(_, let branches) = expression {
            for branch in branches {
                try visitDockerfile(branch, hidden: hidden, contexts: contexts, context: context)
            }
        }
        guard let text = variables.text(of: expression, hidden: hidden) else { return }
        let inner = SourceText(path: file.path, bytes: text.bytes)
        let references: [FoundReference]
        do throws(PinningError) {
            references = try DockerfileFormat().references(in: inner, context: context)
        } catch {
            throw PinningError(error.code, "in dockerfile-inline: \(error.message)", offset: text.span.lowerBound)
        }
        for var reference in contexts.images(of: references) {
            let entry = text.entry(reference.span, in: file, meaning: reference.meaning, role: reference.role)
            reference.span = entry.span
            reference.written = entry.written
            if entry.editing != .inPlace { reference.editing = entry.editing }
            reference.meaning = entry.meaning
            add(reference, in: nil)
        }
    }

    /// Everything that was found, in the order of the bytes.
    func references() -> [FoundReference] {
        found.values.map { reference in
            var reference = reference
            if let name = misused(holders[reference.span] ?? []) {
                reference.editing = .lockOnly("\(name) is also used where no image stands")
            }
            return reference
        }
        .sorted { $0.span.lowerBound < $1.span.lowerBound }
    }

    /// The first of some variables, or of those they are images in, that is used where no image stands.
    private func misused(_ names: Set<String>) -> String? {
        var known = names
        var open = names.sorted()
        while let name = open.popLast() {
            if imageUses[name] != variables.uses[name] { return name }
            open += (outer[name] ?? []).filter { known.insert($0).inserted }.sorted()
        }
        return nil
    }
}

// MARK: What is found twice

extension BakeCollector {
    /// Adds an entry, in the value of a variable where there is one.
    mutating func add(_ reference: FoundReference, in holder: String?) {
        if let holder { holders[reference.span, default: []].insert(holder) }
        guard var earlier = found[reference.span] else {
            found[reference.span] = reference
            return
        }
        if earlier.meaning != reference.meaning {
            earlier.editing = .lockOnly("the text means different images where it is used")
            found[reference.span] = earlier
        }
    }
}
