// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The references that stand in files of variables, and who else uses those variables.
///
/// A digest may go into the value of a variable when everything that uses it is an image. So the places where a variable is
/// all of a reference are noted, and once everything is read, all other places count against it.
struct ComposeVariables {
    /// Whether all references were found, and only who else uses the variables is looked for.
    var isComplete = false

    private var found: [(reference: FoundReference, chain: [String])] = []
    private var scan = ComposeVariableScan()
    /// Why it is not known who else uses a variable.
    private var distrusted: [String: String] = [:]

    /// The variables whose values could be edited, so that others who use them matter.
    var editableNames: Set<String> {
        Set(found.lazy.filter { $0.reference.editing == .inPlace }.flatMap(\.chain))
    }

    /// Says that it is not known how some variables are used.
    mutating func distrust(_ names: Set<String>, _ reason: String) {
        for name in names where distrusted[name] == nil { distrusted[name] = reason }
    }

    /// Notes the variables that may be all of a reference, and nothing else, in a node.
    mutating func note(_ node: YAMLNode, _ names: Set<String>) {
        scan.note(node, names)
    }

    /// Adds the reference that a variable's value is.
    ///
    /// - Returns: Why the value is no reference that is known; nil when it was added.
    mutating func add(_ variable: EnvironmentVariable, at place: ComposePlace) -> String? {
        if case .unknown(let reason) = variable.source { return reason }
        let value = ASCIISpace.trimmed(0..<variable.value.count, in: variable.value)
        let text = String(decoding: variable.value[value], as: UTF8.self)
        guard text.hasPrefix(place.prefix) else { return "\(variable.name) does not begin with \(place.prefix)" }
        guard text.utf8.count > place.prefix.utf8.count else { return "\(variable.name) is empty" }
        let meaning = ComposePlace.meaning(of: String(text.dropFirst(place.prefix.count)))
        var span = variable.span
        let editing: FoundReference.Editing
        switch variable.source {
        case .spelled:
            span = span.lowerBound + value.lowerBound + place.prefix.utf8.count..<span.lowerBound + value.upperBound
            editing = .inPlace
        case .composed(let names):
            let written = variable.file.text(in: span) ?? ""
            editing = ComposePlace.editing(of: meaning, written: written, from: names)
        case .escaped, .unknown: editing = .lockOnly("the value is spelled with escapes")
        }
        let reference = FoundReference(
            path: variable.file.path,
            span: span,
            written: variable.file.text(in: span) ?? "",
            role: place.role,
            meaning: meaning,
            editing: place.refusal.map { .lockOnly($0) } ?? editing,
            platform: place.platform
        )
        if !isComplete { found.append((reference, variable.chain)) }
        return nil
    }

    /// The references, each with what else uses it, sorted by file and place.
    ///
    /// The first of the files is the one that was asked about.
    func references(files: [ComposeFile]) -> [FoundReference] {
        guard !found.isEmpty else { return [] }
        let names = editableNames
        let others = names.isEmpty ? [:] : otherUses(of: names, in: files)
        return found.map { found in
            var reference = found.reference
            guard case .inPlace = reference.editing else { return reference }
            let name = found.chain.last ?? ""
            if let reason = found.chain.lazy.compactMap({ distrusted[$0] }).first {
                reference.editing = .lockOnly("\(reason), and may use \(name) too")
            } else if let use = found.chain.lazy.compactMap({ others[$0] }).first {
                reference.editing = .lockOnly("\(name) is also used in \(use)")
            }
            return reference
        }
        .sorted { ($0.path, $0.span.lowerBound) < ($1.path, $1.span.lowerBound) }
    }
}

// MARK: Who else uses a variable

extension ComposeVariables {
    /// Where variables are used other than as a whole reference, one place for each.
    ///
    /// The place is told without its text, which an edit of another value may change.
    private func otherUses(of names: Set<String>, in files: [ComposeFile]) -> [String: String] {
        var scan = scan
        var uses: [String: String] = [:]
        var seen: Set<ObjectIdentifier> = []
        for file in files where seen.insert(ObjectIdentifier(file)).inserted {
            scan.others = [:]
            for document in file.stream.documents { scan.look(at: document) }
            let lines = file === files.first && !scan.others.isEmpty ? LineTable(file.text) : nil
            for (name, offset) in scan.others where names.contains(name) && uses[name] == nil {
                uses[name] = lines.map { "line \($0.position(of: offset).line)" } ?? file.text.path
            }
            guard seen.insert(ObjectIdentifier(file.scope)).inserted else { continue }
            for variable in file.scope.environment.all.sorted(by: { $0.name < $1.name }) {
                let passesOn = names.contains(variable.name) ? Set(variable.chain) : []
                for name in variable.uses.subtracting(passesOn) where uses[name] == nil { uses[name] = variable.name }
            }
        }
        return uses
    }
}
