// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Yams

@testable import Pinning

/// What two readers of YAML see in a text, written in the same way, so that it can be compared.
enum YAMLRendering {
    /// What our reader sees; nil when it refuses the text.
    static func ours(_ bytes: [UInt8]) -> String? {
        guard let stream = try? YAMLStream.parse(SourceText(path: "f.yaml", bytes: bytes)) else { return nil }
        return stream.documents.map(render).joined(separator: "\n")
    }

    /// What libyaml sees; nil when it refuses the text.
    static func theirs(_ bytes: [UInt8]) -> String? {
        var text = String(decoding: bytes, as: UTF8.self)
        if text.unicodeScalars.first == "\u{feff}" { text.unicodeScalars.removeFirst() }
        guard let parser = try? Parser(yaml: text, resolver: .basic, encoding: .utf8) else { return nil }
        var documents: [String] = []
        do {
            while let document = try parser.nextRoot() { documents.append(render(document)) }
        } catch YamlError.duplicatedKeysInMapping {
            return duplicateKeys
        } catch {
            return nil
        }
        return documents.joined(separator: "\n")
    }

    /// What `theirs` gives for a text with a key twice in one mapping, which our reader lets pass.
    static let duplicateKeys = "duplicate keys"

    static func render(_ node: YAMLNode) -> String {
        switch node.resolved.content {
        case .scalar(let scalar): scalar.style.rawValue + quoted(scalar.value)
        case .sequence(let elements): "[" + elements.map(render).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { render($0.key) + ": " + render($0.value) }.joined(separator: ", ") + "}"
        case .alias: "alias of an alias"
        }
    }

    private static func render(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): "\(scalar.style)" + quoted(scalar.string)
        case .sequence(let elements): "[" + elements.map(render).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { render($0.key) + ": " + render($0.value) }.joined(separator: ", ") + "}"
        case .alias: "alias"
        }
    }

    /// A text in visible characters; without a byte order mark at its beginning, which Foundation takes out of what libyaml
    /// gives.
    private static func quoted(_ text: String) -> String {
        let characters = text.unicodeScalars.drop { $0 == "\u{feff}" }
        return "(" + characters.map { $0.escaped(asASCII: true) }.joined() + ")"
    }
}
