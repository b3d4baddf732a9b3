// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Why text is not a pattern over names.
public enum GlobError: Error, Hashable {
    case empty
    case tooLong(maximum: Int)
    /// Several patterns in one text.
    case list
    /// The character cannot stand in a name, nor is it a wildcard.
    case character(Character)
    /// Brackets, braces and exclamation marks mean something in other tools and nothing here.
    case unknownWildcard(Character)
    /// Repository names are lower case.
    case upperCase
    /// A repository and a tag in one text.
    case tagInRepository
    /// A slash at an end, or two in a row.
    case emptyElement
    /// A slash where a tag is meant.
    case slashInTag
}

extension GlobError: CustomStringConvertible {
    /// The reason in words, with what to write instead.
    public var description: String {
        switch self {
        case .empty: "it is empty; leave the key out to mean all"
        case .tooLong(let maximum): "it is longer than \(maximum) bytes"
        case .list: "it holds several patterns in one text; write a list, such as [\"a\", \"b\"]"
        case .character(let character):
            "no name holds the character \(Self.quoted(character)), so it would match nothing"
        case .unknownWildcard(let character):
            "\(Self.quoted(character)) is not a wildcard here; there are *, ? and **, and several patterns make a list"
        case .upperCase: "repository names are lower case, so it would match nothing"
        case .tagInRepository: "it holds a colon; patterns for tags stand under \"tags\""
        case .emptyElement: "names have no slash at an end and no two in a row, so it would match nothing"
        case .slashInTag: "tags have no slashes; patterns for repositories stand under \"repositories\""
        }
    }

    private static func quoted(_ character: Character) -> String {
        let isPrintable = character.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7f }
        guard isPrintable else {
            return character.unicodeScalars.map { "U+" + String($0.value, radix: 16, uppercase: true) }
                .joined(separator: " ")
        }
        return "\"\(character)\""
    }
}

extension Glob.Subject {
    /// Refuses a pattern that can never match the subject: a rule that silently protects nothing is worse than an error.
    func check(_ pattern: String) throws(GlobError) {
        if case .path = self {
            let control = pattern.unicodeScalars.first { $0.value < 0x20 || $0.value == 0x7f }
            if let control { throw .character(Character(control)) }
            return
        }
        for character in pattern {
            switch character {
            case "a"..."z", "0"..."9", ".", "_", "-", "/", "*", "?": break
            case "A"..."Z" where character.isASCII:
                if case .repository = self { throw .upperCase }
            case ",", " ", ";", "|": throw .list
            case "[", "]", "{", "}", "!", "^": throw .unknownWildcard(character)
            case ":":
                if case .repository = self { throw .tagInRepository }
                guard case .reference = self else { throw .character(character) }
            case "@": guard case .reference = self else { throw .character(character) }
            default: throw .character(character)
            }
        }
        switch self {
        case .tag: if pattern.contains("/") { throw .slashInTag }
        case .repository, .name, .reference:
            if pattern.hasPrefix("/") || pattern.hasSuffix("/") || pattern.contains("//") { throw .emptyElement }
        case .path: break
        }
    }
}
