// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

@Suite struct ComposeEditingTests {
    static let digest = "sha256:" + String(repeating: "e3", count: 32)

    static let cases =
        ComposeFormatTests.roles + ComposeFormatTests.others + ComposeFormatTests.dockerfiles
        + ComposeVariablesTests.cases

    @Test(arguments: cases)
    func everySpanSpellsWhatIsWritten(_ example: ComposeCase) throws {
        for reference in try example.references() {
            #expect(example.source(of: reference)?.text(in: reference.span) == reference.written)
        }
    }

    @Test(arguments: cases)
    func pinningAndUnpinningGivesTheSameBytes(_ example: ComposeCase) throws {
        let digest = try Digest(Self.digest)
        let found = try example.references()
        let editable = found.filter { $0.reference != nil && !$0.isLocked }
        let pinned = try example.applying(editable.compactMap { $0.pinning(to: digest) })

        let again = try pinned.references()
        #expect(again.count == found.count)
        for (before, after) in zip(found, again) {
            #expect(after.role == before.role)
            guard !before.isLocked, var meaning = before.reference else { continue }
            #expect(!after.isLocked)
            meaning.digest = digest
            #expect(after.reference == meaning)
        }

        let fresh = zip(found, again).filter { $0.0.pinnedDigest == nil && $0.0.reference != nil && !$0.0.isLocked }
        let undone = try pinned.applying(fresh.compactMap { try $0.1.unpinning() })
        let kept = try undone.applying(
            zip(found, try undone.references()).filter { $0.0.pinnedDigest != nil && !$0.0.isLocked }
                .compactMap { before, now in before.pinnedDigest.flatMap { now.pinning(to: $0) } }
        )
        #expect(Array(kept.text.utf8) == Array(example.text.utf8))
        #expect(kept.files == example.files)
    }

    @Test func survivesMutations() throws {
        var random = Deterministic(seed: 20_261_121)
        for example in Self.cases {
            for _ in 0..<60 {
                let bytes = random.mutated(Array(example.text.utf8))
                let variables = random.mutated(Array((example.files[".env"] ?? "A=$B").utf8))
                var changed = example
                changed.files[".env"] = String(decoding: variables, as: UTF8.self)
                let text = SourceText(path: "compose.yaml", bytes: bytes)
                guard let found = try? changed.references(in: text) else { continue }
                var last: [String: Int] = [:]
                for reference in found {
                    let source = reference.path == text.path ? text : changed.source(of: reference)
                    #expect(source?.text(in: reference.span) == reference.written)
                    #expect(last[reference.path, default: 0] <= reference.span.lowerBound)
                    last[reference.path] = reference.span.lowerBound
                }
            }
        }
    }

    @Test(arguments: [
        ComposeCase("depth", [:], "services: {a: {image: '" + String(repeating: "${A:-", count: 5000) + "'}}\n"),
        ComposeCase(
            "length",
            [".env": "A=\(String(repeating: "a", count: 60_000))"],
            "services: {a: {image: '" + String(repeating: "$A", count: 50_000) + "'}}\n"
        ),
    ])
    func whatGrowsWithoutBoundIsNotKnown(_ example: ComposeCase) throws {
        #expect(try example.references().allSatisfy { $0.reference == nil })
    }

    @Test func refusesServicesThatExtendEachOtherWithoutEnd() throws {
        let services = (0..<1000).map { "  s\($0): {extends: s\($0 + 1)}\n" }.joined()
        let error = #expect(throws: PinningError.self) {
            try ComposeCase("long", [:], "services:\n" + services).references()
        }
        #expect(error?.code == .tooLarge)
    }
}

extension FoundReference {
    fileprivate var isLocked: Bool {
        if case .lockOnly = editing { true } else { false }
    }
}

extension ComposeCase {
    fileprivate func source(of reference: FoundReference) -> SourceText? {
        let text = reference.path == "compose.yaml" ? text : files[reference.path]
        return text.map { SourceText(path: reference.path, bytes: Array($0.utf8)) }
    }

    /// The case with edits made to its files.
    fileprivate func applying(_ edits: [Edit]) throws -> ComposeCase {
        var result = self
        for edit in edits.sorted(by: { $0.span.lowerBound > $1.span.lowerBound }) {
            var bytes = Array((edit.path == "compose.yaml" ? result.text : result.files[edit.path] ?? "").utf8)
            try #require(edit.span.upperBound <= bytes.count)
            #expect(String(decoding: bytes[edit.span], as: UTF8.self) == edit.from)
            bytes.replaceSubrange(edit.span, with: edit.to.utf8)
            let text = String(decoding: bytes, as: UTF8.self)
            if edit.path == "compose.yaml" { result.text = text } else { result.files[edit.path] = text }
        }
        return result
    }
}

extension Deterministic {
    /// Bytes with a few of them changed, taken out or put in.
    fileprivate mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let odd = Array("${}:-?+@\"'\\#\n\r\t &*!|>[],<a0/".utf8) + [0, 0xff, 0xc3]
        for _ in 0...Int.random(in: 0..<4, using: &self) {
            let at = Int.random(in: 0...bytes.count, using: &self)
            let byte = odd[Int.random(in: 0..<odd.count, using: &self)]
            switch Int.random(in: 0..<4, using: &self) {
            case 0: bytes.insert(byte, at: at)
            case 1 where at < bytes.count: bytes[at] = byte
            case 2 where at < bytes.count: bytes.remove(at: at)
            default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 0..<8, using: &self)))
            }
        }
        return bytes
    }
}
