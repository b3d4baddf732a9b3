// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// A compose file with its neighbours, and what is found in it.
struct ComposeCase: CustomTestStringConvertible {
    var name: String
    var files: [String: String] = [:]
    var text: String
    /// One line a reference, as ``line(_:)`` writes it.
    var expected: [String]

    init(_ name: String, _ files: [String: String] = [:], _ text: String, _ expected: String...) {
        self.name = name
        self.files = files
        self.text = text
        self.expected = expected
    }

    var testDescription: String { name }

    func references(in text: SourceText? = nil) throws -> [FoundReference] {
        let text = text ?? SourceText(path: "compose.yaml", bytes: Array(self.text.utf8))
        return try ComposeFormat().references(in: text, context: Self.context(files))
    }

    static func context(_ files: [String: String]) -> ReadingContext {
        ReadingContext { path in
            files[path].map { SourceText(path: path, bytes: Array($0.utf8)) }
        } list: {
            files.keys.filter { !$0.contains("/") } + ["compose.yaml"]
        }
    }

    /// `[path ]role written[ = meaning][ !ask why][ !lock why][ on platform]`; the meaning where it is not what is written.
    static func line(_ reference: FoundReference) -> String {
        var line = reference.path == "compose.yaml" ? "" : "\(reference.path) "
        line += "\(reference.role.rawValue) \(reference.written)"
        switch reference.meaning {
        case .known(let known) where "\(known)" == reference.written: break
        case .known(let known): line += " = \(known)"
        case .unknown(let why): line += " ? \(why)"
        }
        switch reference.editing {
        case .inPlace: break
        case .onRequest(_, let why): line += " !ask \(why)"
        case .lockOnly(let why): if case .known = reference.meaning { line += " !lock \(why)" }
        }
        if let platform = reference.platform { line += " on \(platform)" }
        return line
    }
}
