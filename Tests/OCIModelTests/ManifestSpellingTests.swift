// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

/// What another reader of the same bytes could take for something else is refused.
@Suite struct ManifestSpellingTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let config = #"{"mediaType":"application/json","digest":"\#(digest)","size":2}"#

    @Test(arguments: ["Layers", "LAYERS", "layer\u{17f}", "Config", "Subject", "annotation\u{17f}"])
    func refusesAKnownKeyInAnotherSpelling(_ key: String) {
        let text = #"{"schemaVersion":2,"config":\#(Self.config),"layers":[],"\#(key)":[]}"#
        #expect(throws: ManifestError.self) { try Manifest(Array(text.utf8), declared: .imageManifest) }
    }

    @Test func refusesAKnownKeyOfADescriptorInAnotherSpelling() {
        let layer = #"{"mediaType":"a/b","digest":"\#(Self.digest)","size":2,"Digest":"\#(Self.digest)"}"#
        let text = #"{"schemaVersion":2,"config":\#(Self.config),"layers":[\#(layer)]}"#
        #expect(throws: ManifestError.self) { try Manifest(Array(text.utf8), declared: .imageManifest) }
    }

    @Test(arguments: ["text/html", "application/", "application/x y", "image/svg+xml", "application/a\"b"])
    func refusesATypeThatABrowserCouldShow(_ type: String) {
        let text = #"{"schemaVersion":2,"config":\#(Self.config),"layers":[]}"#
        #expect(throws: ManifestError.self) { try Manifest(Array(text.utf8), declared: MediaType(rawValue: type)) }
    }
}
