// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Pinning

/// What is pinned and unpinned although its meaning changes otherwise than by a digest.
@Suite struct ReadingProofTests {
    private static let digest = "sha256:" + String(repeating: "d", count: 64)

    private func pinned(_ text: String, as kind: FileKind) throws -> String? {
        let scan = try TreeScan.scan(standardInput: Array(text.utf8), as: kind)
        let digest = try Digest(Self.digest)
        let edits = scan.references.filter { $0.editing == .inPlace }.compactMap { $0.pinning(to: digest) }
        return try TreeChange.prove(edits, on: scan).files.first.map { String(decoding: $0.new, as: UTF8.self) }
    }

    private static func isEditable(_ found: FoundReference) -> Bool {
        if case .lockOnly = found.editing { return false }
        return true
    }

    private func unpinned(_ text: String, as kind: FileKind) throws -> String? {
        let scan = try TreeScan.scan(standardInput: Array(text.utf8), as: kind)
        let edits = try scan.references.filter { $0.pinnedDigest != nil && Self.isEditable($0) }
            .compactMap { try $0.unpinning() }
        return try TreeChange.prove(edits, on: scan).files.first.map { String(decoding: $0.new, as: UTF8.self) }
    }

    @Test(arguments: [
        ("image: {repository: r.io/a, tag: '1', digest: ''}\n", FileKind.helmValues),
        ("a:\n  image:\n    repository: ghcr.io/r/a\n    tag: '1'\n    digest: \"\"\n", .helmValues),
        ("images:\n- {name: a, newTag: '1', digest: ''}\n", .kustomization),
        ("images:\n- name: a\n  digest: \"\"\n- name: b\n  digest: ''\n", .kustomization),
    ])
    func anEmptyDigestBetweenQuotesIsFilledAndEmptied(text: String, kind: FileKind) throws {
        let scan = try TreeScan.scan(standardInput: Array(text.utf8), as: kind)
        let isThere = scan.references.contains { $0.holding == .quotedDigest && $0.editing == .inPlace }
        try #require(isThere)
        let new = try #require(try pinned(text, as: kind))
        #expect(new != text && new.replacing(Self.digest, with: "") == text)
        #expect(try unpinned(new, as: kind) == text)
    }

    @Test func anEmptyDigestIsFoundInValues() throws {
        let text = "image: {repository: quay.io/r/a, tag: '1', digest: ''}\n"
        #expect(try pinned(text, as: .helmValues) == text.replacing("''", with: "'\(Self.digest)'"))
    }

    @Test(arguments: [
        ("images:\n- {name: a, digest: \"$D\"}\n", FileKind.kustomization),
        (
            "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    kustomize:\n"
                + "      images: [\"r.io/a@$D\", \"r.io/b:1@$D\"]\n", .kubernetes
        ),
        ("image: {repository: r.io/a, digest: \"$D\"}\n", .helmValues),
        ("image: {repository: r.io/a@$D}\n", .helmValues),
        ("appImage: a/b@$D\n", .helmValues),
        ("image: {repository: r.io/a, tag: \"1@$D\", digest: \"\"}\n", .helmValues),
        ("services:\n  a:\n    image: ${A:-a:1}@$D\n  b:\n    image: b:2@$D\n", .compose),
    ])
    func aDigestIsTakenOutThoughTheReferenceIsReadOtherwiseThen(template: String, kind: FileKind) throws {
        let text = template.replacing("$D", with: Self.digest)
        let scan = try TreeScan.scan(standardInput: Array(text.utf8), as: kind)
        let pins = scan.references.filter { $0.pinnedDigest != nil && Self.isEditable($0) && $0.holding != .digest }
        try #require(!pins.isEmpty)
        let new = try #require(try unpinned(text, as: kind))
        #expect(new.split(separator: Self.digest).count == text.split(separator: Self.digest).count - pins.count)
    }

    @Test func someOfThoseAreFound() throws {
        let text = "appImage: a/b@\(Self.digest)\n"
        #expect(try unpinned(text, as: .helmValues) == "appImage: a/b\n")
    }

    private func failures(of edit: Edit, in text: String, as kind: FileKind, giving new: String) throws -> [String] {
        let scan = try TreeScan.scan(standardInput: Array(text.utf8), as: kind)
        let edits = try FileEdits([edit], of: try #require(scan.files.first).text)
        let key = FilePath.key("-")
        let changed = SourceText(path: "-", bytes: Array(new.utf8))
        return ReadingProof(scan: scan, edits: [key: edits], changed: [key: changed]).failures().map(\.error.message)
    }

    /// The proof of the references alone, with bytes that the edits do not account for.
    @Test(arguments: [
        // Another digest than the one that was to be written.
        ("FROM a:1@E\nFROM b:2\n", "read otherwise"),
        // The other reference means something else, or is gone, or moves.
        ("FROM a:1@D\nFROM b:3\n", "read otherwise"), ("FROM a:1@D\n", "read otherwise"),
        ("FROM a:1@D\n\nFROM b:2\n", "read otherwise"),
        // One more.
        ("FROM a:1@D\nFROM b:2\nFROM c:1\n", "would appear"),
        ("FROM a:1\nFROM b:2\n", "read otherwise"),
    ])
    func whatIsNotEditedStays(new: String, why: String) throws {
        let edit = Edit(path: "-", span: 5..<8, from: "a:1", to: "a:1@" + Self.digest)
        let other = "sha256:" + String(repeating: "e", count: 64)
        let text = new.replacing("D", with: Self.digest).replacing("E", with: other)
        let found = try failures(of: edit, in: "FROM a:1\nFROM b:2\n", as: .dockerfile, giving: text)
        #expect(found.count == 1 && found[0].contains(why), "\(found)")
    }

    @Test func whatGoesWithItsDigestMakesNoRoomForAnotherPin() throws {
        let old = "FROM a:1@\(Self.digest)\nFROM b:2\n"
        let edit = Edit(path: "-", span: 5..<8 + 72, from: "a:1@" + Self.digest, to: "a:1")
        let new = "FROM scratch\nFROM b:2\nFROM c@\(Self.digest)\n"
        let found = try failures(of: edit, in: old, as: .dockerfile, giving: new)
        #expect(found.count == 1, "\(found)")
    }

    @Test func thousandsOfReferencesAreProvedTogether() throws {
        let pod = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - image: a:1\n"
        let text = String(repeating: pod, count: 2000)
        let new = try #require(try pinned(text, as: .kubernetes))
        #expect(new.utf8.count == text.utf8.count + 2000 * 72)
    }
}
