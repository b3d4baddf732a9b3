// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Testing

@testable import Pinning

@Suite struct YAMLAgreementTests {
    @Test(arguments: [
        "a: b", "", "# c", "--- a\n--- b", "\u{feff}a: b\nc: d", "a: &x {b: [c]}\nd: *x\ne: [*x, *x]",
        "a: |\r\n  b\r\n",
        "a: 1.0\nb: yes\nc: ~\nd: 'x'", "a: e\u{301}",
    ])
    func agreesOnWhatBothRead(text: String) throws {
        try YAMLAgreement.check(YAMLStreamTests.source(text))
    }

    @Test(arguments: ["a: b\na: c", "{a: b, \"a\": c}"])
    func refusesAKeyThatStandsTwice(text: String) {
        let error = #expect(throws: PinningError.self) { try YAMLAgreement.check(YAMLStreamTests.source(text)) }
        #expect(error?.code == .unproven)
        #expect(error?.message.contains("the key a stands twice") == true)
    }

    @Test func refusesWhatTheOtherReaderSeesDifferently() {
        // Foundation takes a byte order mark from the beginning of a text.
        let error = #expect(throws: PinningError.self) {
            try YAMLAgreement.check(YAMLStreamTests.source("a: \"\u{feff}b\""))
        }
        #expect(error?.code == .unproven)
        #expect(error?.offset == 3)
    }

    @Test func agreesOnEveryTextThatBothRead() {
        for snippet in YAMLSnippets.all {
            let theirs = YAMLRendering.theirs(Array(snippet.utf8))
            guard theirs != nil, theirs != YAMLRendering.duplicateKeys,
                YAMLRendering.ours(Array(snippet.utf8)) == theirs,
                !snippet.contains("\"\u{feff}")
            else { continue }
            #expect(throws: Never.self, "\(snippet)") { try YAMLAgreement.check(YAMLStreamTests.source(snippet)) }
        }
    }
}
