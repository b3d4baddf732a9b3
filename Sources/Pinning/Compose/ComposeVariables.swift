// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// The references that stand in files of variables, and who else uses those variables.
///
/// A digest may go into the value of a variable when everything that uses it is an image. So the places where a variable is
/// all of a reference are noted, and once everything is read, all other places count against it.
struct ComposeVariables {
    /// A file that cannot be read, so that it is not known who else uses a variable.
    var unread: String?

    private var found: [(reference: FoundReference, chain: [String])] = []
    private var scan = ComposeVariableScan()

    /// Whether somebody's value could be edited, so that others who use it matter.
    var mayBeEdited: Bool {
        found.contains { found in
            if case .inPlace = found.reference.editing { true } else { false }
        }
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
        found.append((reference, variable.chain))
        return nil
    }

    /// The references, each with what else uses it, sorted by file and place.
    func references(files: [ComposeFile]) -> [FoundReference] {
        guard !found.isEmpty else { return [] }
        let others = mayBeEdited ? otherUses(in: files) : [:]
        return found.map { found in
            var reference = found.reference
            guard case .inPlace = reference.editing else { return reference }
            let name = found.chain.last ?? ""
            if let unread {
                reference.editing = .lockOnly("\(unread) cannot be read, and may use \(name) too")
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
    private func otherUses(in files: [ComposeFile]) -> [String: String] {
        var scan = scan
        var seen: Set<ObjectIdentifier> = []
        let chains = Set(found.flatMap(\.chain))
        for file in files where seen.insert(ObjectIdentifier(file)).inserted {
            for document in file.stream.documents { scan.look(at: document) }
            guard seen.insert(ObjectIdentifier(file.scope)).inserted else { continue }
            for variable in file.scope.environment.all {
                let passesOn = chains.contains(variable.name) ? Set(variable.chain) : []
                for name in variable.uses.subtracting(passesOn) { scan.others[name] = variable.name }
            }
        }
        return scan.others
    }
}
