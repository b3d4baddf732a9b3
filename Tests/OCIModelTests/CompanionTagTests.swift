// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@Suite struct CompanionTagTests {
    private static let hex = String(repeating: "0a", count: 32)

    @Test(
        arguments: [
            ("", .fallbackIndex), (".sig", .signature), (".att", .attestation), (".sbom", .billOfMaterials),
        ] as [(String, CompanionTag.Kind)]
    )
    func recognisesTheTagsOfSigners(_ suffix: String, _ kind: CompanionTag.Kind) throws {
        let companion = try #require(CompanionTag(try Tag("sha256-" + Self.hex + suffix)))
        #expect(companion.kind == kind)
        #expect(companion.subject == (try Digest("sha256:" + Self.hex)))
        #expect(Tag.companion(kind, of: companion.subject)?.rawValue == "sha256-" + Self.hex + suffix)
    }

    @Test func longDigestsHaveNone() throws {
        #expect(Tag.companion(.signature, of: try Digest("sha512:" + Self.hex + Self.hex)) == nil)
    }

    @Test(
        arguments: [
            "latest", "sha256", "sha256-", "sha256-abc", "sha256-abc.sig", "sha256-\(hex).", "sha256-\(hex).SIG",
            "sha256-\(hex).sig.sig", "sha256-\(hex).txt", "sha256-\(hex)0.sig", "sha256-\(hex.uppercased()).sig",
            "SHA256-\(hex)", "x-sha256-\(hex).sig", "sha256_\(hex)", "sha512-\(hex)", "sha1-\(hex.prefix(40)).sig",
            "sha256-\(hex)-sig",
        ]
    )
    func takesOtherTagsForOrdinary(_ text: String) throws {
        #expect(CompanionTag(try Tag(text)) == nil)
    }
}
