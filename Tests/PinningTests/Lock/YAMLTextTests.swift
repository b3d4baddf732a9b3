// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing
import Yams

@testable import Pinning

@Suite struct YAMLTextTests {
    @Test(arguments: [
        "", "web", "on", "No", "null", "~", "1", "1.5", "-", "- a", "a: b", "a #b", "\"", "\\", "'", "a\nb",
        "\u{7f}\u{85}",
        "\u{2028}\u{2029}\u{feff}", "é", "😀", "*a", "&a", "!a", "{{ x }}", " a ", "0x1", "2026-01-01", "=", "<<", "@a",
    ])
    func isReadBackAsItWas(_ text: String) throws {
        let document = "\(YAMLText.key(text)): \(YAMLText.quoted(text))\n"
        let node = try #require(try Yams.compose(yaml: document))
        let entry = try #require(node.mapping?.first)
        #expect(entry.key.string == text)
        #expect(entry.key.tag.description == "tag:yaml.org,2002:str")
        #expect(entry.value.string == text)
    }

    @Test(arguments: ["web", "my-app", "_x", "Web2"])
    func leavesPlainWordsPlain(_ text: String) {
        #expect(YAMLText.key(text) == text)
    }
}
