// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

@Suite struct EditProofTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    private func prove(_ old: String, _ new: String, _ edits: [Edit], as kind: FileKind = .kubernetes) throws {
        let text = SourceText(path: "f", bytes: Array(old.utf8))
        let changed = SourceText(path: "f", bytes: Array(new.utf8))
        try EditProof(kind: kind, old: text, new: changed, edits: FileEdits(edits, of: text)).check()
    }

    private func edit(_ from: String, in text: String, to: String? = nil) throws -> Edit {
        let range = try #require(text.firstRange(of: from))
        let start = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        return Edit(path: "f", span: start..<start + from.utf8.count, from: from, to: to ?? from + "@" + Self.digest)
    }

    @Test func anEditOfAValueAloneIsProved() throws {
        let old = "a: \"nginx:1\" # nginx:1\r\nb: nginx:1"
        try prove(old, old.replacing("\"nginx:1\"", with: "\"nginx:1@\(Self.digest)\""), [try edit("nginx:1", in: old)])
    }

    @Test(arguments: [
        ("a: nginx:1@D\nb: y", "bytes outside"), ("a: nginx:1@D\nb: x\n", "bytes outside"),
        ("A: nginx:1@D\nb: x", "bytes outside"),
        ("a: nginx:1\nb: x", "bytes outside"), ("", "bytes outside"),
    ])
    func otherBytesMayNotChange(new: String, why: String) throws {
        let old = "a: nginx:1\nb: x"
        let edits = [try edit("nginx:1", in: old)]
        #expect {
            try prove(old, new.replacing("D", with: Self.digest), edits)
        } throws: { error in
            (error as? PinningError)?.code == .unproven && "\(error)".contains(why)
        }
    }

    @Test(arguments: [
        // A comment is no value.
        ("a: x # nginx:1", "no value"),
        // The text between spaces and a colon becomes another key than before, or another value.
        ("a: |\n  x\n # nginx:1\n", "no value"),
    ])
    func whatIsNoValueIsNotEdited(old: String, why: String) throws {
        let edits = [try edit("nginx:1", in: old)]
        #expect {
            try prove(old, old.replacing("nginx:1", with: "nginx:1@" + Self.digest), edits)
        } throws: { error in
            (error as? PinningError)?.code == .unproven && "\(error)".contains(why)
                && (error as? PinningError)?.path == "f"
        }
    }

    @Test func theLineIsSaid() throws {
        let old = "a: x\nb: y # nginx:1"
        let edits = [try edit("nginx:1", in: old)]
        #expect {
            try prove(old, old + "@" + Self.digest, edits)
        } throws: { error in
            "\(error)".hasPrefix("f: line 2: ")
        }
    }

    @Test func editsThatOverlapOrContradictAreRefused() throws {
        let text = SourceText(path: "f", bytes: Array("a: nginx:1".utf8))
        let first = try edit("nginx:1", in: "a: nginx:1")
        let other = try edit("nginx:1", in: "a: nginx:1", to: "nginx:1@sha256:" + String(repeating: "b", count: 64))
        let part = try edit("1", in: "a: nginx:1")
        for edits in [[first, other], [first, part], [part, first]] {
            #expect(throws: PinningError.self) { try FileEdits(edits, of: text) }
        }
        #expect(try FileEdits([first, first], of: text).edits == [first])
    }

    @Test(arguments: ["nginx:2", "nginx:1@sha256:ab", "nginx:1 # x", "", "nginx:1\nb: c"])
    func onlyDigestsChange(to: String) throws {
        let text = SourceText(path: "f", bytes: Array("a: nginx:1".utf8))
        #expect(throws: PinningError.self) { try FileEdits([try edit("nginx:1", in: "a: nginx:1", to: to)], of: text) }
    }

    @Test func anEditMustFitTheText() throws {
        let text = SourceText(path: "f", bytes: Array("a: nginx:1".utf8))
        for span in [2..<9, 3..<11, 0..<7] {
            let edit = Edit(path: "f", span: span, from: "nginx:1", to: "nginx:1@" + Self.digest)
            #expect(throws: PinningError.self) { try FileEdits([edit], of: text) }
        }
    }

    @Test func aValueThatHoldsTheTextTwiceIsProvedForEither() throws {
        let old = "a: |\n  # nginx:1\n  FROM nginx:1\n  FROM nginx:1\n"
        let at = old.utf8.count - "nginx:1\n".utf8.count
        let edit = Edit(path: "f", span: at..<at + 7, from: "nginx:1", to: "nginx:1@" + Self.digest)
        let new = "a: |\n  # nginx:1\n  FROM nginx:1\n  FROM nginx:1@\(Self.digest)\n"
        try prove(old, new, [edit])
        let back = Edit(path: "f", span: at..<at + 7 + 72, from: edit.to, to: "nginx:1")
        try prove(new, old, [back])
    }

    @Test func anEmptyValueBetweenQuotesMayBeFilled() throws {
        let old = "a: \"\"\nb: ''"
        let edit = Edit(path: "f", span: 4..<4, from: "", to: Self.digest)
        try prove(old, "a: \"\(Self.digest)\"\nb: ''", [edit])
        try prove("a: \"\(Self.digest)\"\nb: ''", old, [Edit(path: "f", span: 4..<75, from: Self.digest, to: "")])
    }

    /// Whatever bytes change besides the edit: they are refused.
    @Test func mutationsAreRefused() throws {
        var random = Deterministic(seed: 5)
        let old = Array("a:\n  - image: nginx:1 # x\n  - 'redis:7'\nb: {c: d}\n".utf8)
        let edits = [try edit("nginx:1", in: String(decoding: old, as: UTF8.self))]
        let text = SourceText(path: "f", bytes: old)
        let good = try FileEdits(edits, of: text).applied(to: old)
        for _ in 0..<300 {
            var bytes = good
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0...2, using: &random) {
            case 0: bytes[place] = bytes[place] &+ UInt8.random(in: 1...255, using: &random)
            case 1: bytes.remove(at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
            guard bytes != good else { continue }
            let proof = EditProof(
                kind: .kubernetes,
                old: text,
                new: SourceText(path: "f", bytes: bytes),
                edits: try FileEdits(edits, of: text)
            )
            #expect(throws: PinningError.self) { try proof.check() }
        }
    }
}
