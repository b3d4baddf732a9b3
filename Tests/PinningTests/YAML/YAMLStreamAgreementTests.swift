// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import Randomness
import Testing

@testable import Pinning

@Suite struct YAMLStreamAgreementTests {
    /// Texts that we refuse and libyaml, as it is used here, does not: an alias that stands for what it is in, or for
    /// something of an earlier document.
    private static let stricter: Set<String> = ["a: &b c\n---\nd: *b", "a: &b c\nb: &b [*b]"]

    @Test(arguments: YAMLSnippets.all)
    func seesWhatLibyamlSees(snippet: String) {
        let bytes = Array(snippet.utf8)
        let (ours, theirs) = (YAMLRendering.ours(bytes), YAMLRendering.theirs(bytes))
        if Self.stricter.contains(snippet) {
            #expect(ours == nil)
            #expect(theirs != nil)
        } else if theirs == YAMLRendering.duplicateKeys {
            #expect(ours != nil)
        } else {
            #expect(ours == theirs)
        }
    }

    @Test func seesWhatLibyamlSeesInMutatedTexts() {
        var random = Deterministic(seed: 17)
        for _ in 0..<6000 {
            let bytes = YAMLSnippets.mutated(using: &random)
            guard let ours = YAMLRendering.ours(bytes), let theirs = YAMLRendering.theirs(bytes) else {
                if YAMLRendering.ours(bytes) != nil { Issue.record("only we read \(shown(bytes))") }
                if let theirs = YAMLRendering.theirs(bytes), theirs != YAMLRendering.duplicateKeys,
                    !bytes.contains(UInt8(ascii: "*"))
                {
                    Issue.record("only libyaml reads \(shown(bytes))")
                }
                continue
            }
            if theirs != YAMLRendering.duplicateKeys, ours != theirs {
                Issue.record("\(shown(bytes)): we see \(ours), libyaml \(theirs)")
            }
        }
    }

    private func shown(_ bytes: [UInt8]) -> String {
        String(reflecting: String(decoding: bytes, as: UTF8.self))
    }
}
