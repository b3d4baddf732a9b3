// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Yams

/// Why text is not YAML that can be read, told so that a person can mend it.
struct YAMLFault: Error {
    let place: Place
    let message: String

    init(place: Place, message: String) {
        self.place = place
        self.message = message
    }

    static func tooDeep(at place: Place) -> YAMLFault {
        YAMLFault(place: place, message: "values are nested more than \(YAMLDocument.maximumDepth) levels deep")
    }

    /// Puts an error of the parser into words.
    init(_ error: any Error, in text: String) {
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            self.init(context: context, problem: problem, mark: mark, text: text)
        case .reader(_, let offset, _, _):
            let place = offset.map { Self.place(ofCharacter: $0, in: text) } ?? .start
            self.init(place: place, message: "there is a control character, which text files do not hold")
        case .duplicatedKeysInMapping(let keys, let context):
            let place = Place(line: max(context.mark.line, 1), column: max(context.mark.column, 1))
            let names = keys.prefix(5).map { "\(Shown($0))" }.joined(separator: ", ")
            let message = "duplicate key \(names): only one can count, so remove the others"
            self.init(place: place, message: message)
        default:
            self.init(place: .start, message: "this is not YAML that can be read")
        }
    }

    private init(context: YamlError.Context?, problem: String, mark: Mark, text: String) {
        let mark = Place(line: mark.line, column: mark.column)
        let start = context.map { Place(line: $0.mark.line, column: $0.mark.column) } ?? mark
        if problem.contains("undefined alias") || context?.text.contains("an alias") == true {
            self.place = problem.contains("undefined alias") ? mark : start
            self.message = "a text that starts with * must be quoted, such as \"*\""
        } else if context?.text.contains("an anchor") == true {
            self.place = start
            self.message = "a text that starts with & must be quoted"
        } else if problem.contains("another document") {
            self.place = mark
            self.message = "a second document starts here; a configuration is one document"
        } else if problem.contains("nesting") {
            self = .tooDeep(at: mark)
        } else if problem.contains("cannot start any token"), let character = Self.character(at: mark, in: text) {
            self.place = mark
            self.message =
                character == "\t"
                ? "there is a tab; YAML is indented with spaces"
                : "a text that starts with \(Shown(String(character))) must be quoted"
        } else {
            self.place = mark
            let context = context.map { ", \($0.text) that starts in line \($0.mark.line)" } ?? ""
            self.message = "this is not valid YAML: \(problem)\(context)"
        }
    }

    private static func place(ofCharacter offset: Int, in text: String) -> Place {
        var place = Place.start
        for character in text.prefix(offset) {
            place.column += 1
            if character.isNewline { place = Place(line: place.line + 1, column: 1) }
        }
        return place
    }

    private static func character(at place: Place, in text: String) -> Character? {
        let lines = text.split(maxSplits: place.line, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard place.line <= lines.count else { return nil }
        return lines[place.line - 1].unicodeScalars.dropFirst(place.column - 1).first.map(Character.init)
    }
}
