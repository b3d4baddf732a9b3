// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

/// What holds for every format: spans spell what is written, and a digest goes in and out without a trace.
struct FormatProperties {
    let format: any FileFormat

    static let digest = Digest(algorithm: .sha256, hash: [UInt8](repeating: 0xcd, count: 32))

    /// What is found, one line each: role, text, `=` and meaning, and what stands in the way of an edit.
    func listing(_ text: String) throws(PinningError) -> [String] {
        try references(Array(text.utf8)).map { reference in
            let meaning =
                switch reference.meaning {
                case .known(let known): "\(known)"
                case .unknown: "?"
                }
            let editing =
                switch reference.editing {
                case .inPlace: ""
                case .onRequest(_, let reason): " ask: \(reason)"
                case .lockOnly(let reason): " lock: \(reason)"
                }
            return "\(reference.role.rawValue) \(reference.written) = \(meaning)\(editing)"
        }
    }

    /// Checks one file, with digests also where they have to be `asked` for.
    func check(_ bytes: [UInt8], asked: Bool) throws {
        let found = try references(bytes)
        let structure = try format.structure(of: source(bytes))
        #expect(structure.allSatisfy { $0.span.lowerBound >= 0 && $0.span.upperBound <= bytes.count })
        #expect(zip(structure, structure.dropFirst()).allSatisfy { $0.span.lowerBound <= $1.span.lowerBound })
        var end = 0
        for reference in found {
            #expect(reference.span.lowerBound >= end && reference.span.upperBound <= bytes.count)
            #expect(Array(bytes[reference.span]) == Array(reference.written.utf8))
            end = max(end, reference.editing == .inPlace ? reference.span.upperBound : reference.span.lowerBound)
        }
        let editable = found.filter { reference in
            guard reference.reference != nil else { return false }
            return switch reference.editing {
            case .inPlace: true
            case .onRequest: asked
            case .lockOnly: false
            }
        }
        let pinned = try apply(editable.compactMap { $0.pinning(to: Self.digest) }, to: bytes)
        let again = try references(pinned)
        #expect(again.map(\.role) == found.map(\.role))
        guard again.count == found.count else { return }
        var undo: [Edit] = []
        for (before, after) in zip(found, again) where editable.contains(before) {
            let text = Comment(rawValue: String(decoding: bytes, as: UTF8.self).debugDescription)
            #expect(after.pinnedDigest == Self.digest, text)
            #expect(after.editing == before.editing, text)
            if before.pinnedDigest == nil, let edit = try after.unpinning() { undo.append(edit) }
        }
        guard found.allSatisfy({ $0.pinnedDigest == nil }) else { return }
        #expect(try apply(undo, to: pinned) == bytes)
    }

    /// Checks what becomes of files when some bytes of them change: refused, or the same promises are kept.
    func checkMutations(of files: [String], alphabet: String, pieces: [String], seed: UInt64, count: Int = 400) throws {
        var generator = Deterministic(seed: seed)
        let alphabet = Array(alphabet.utf8) + [0, 0xff]
        for _ in 0..<count {
            var bytes = Array(files.randomElement(using: &generator)?.utf8 ?? "".utf8)
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let place = Int.random(in: 0...bytes.count, using: &generator)
                let end = min(bytes.count, place + Int.random(in: 0...4, using: &generator))
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes.removeSubrange(place..<end)
                case 1: bytes.insert(alphabet.randomElement(using: &generator) ?? 0, at: place)
                default: bytes.insert(contentsOf: (pieces.randomElement(using: &generator) ?? "").utf8, at: place)
                }
            }
            do {
                try check(bytes, asked: false)
                try check(bytes, asked: true)
            } catch let error as PinningError {
                #expect(error.code == .malformed || error.code == .tooLarge)
            }
        }
    }

    private func references(_ bytes: [UInt8]) throws(PinningError) -> [FoundReference] {
        try format.references(in: source(bytes), context: ReadingContext())
    }

    private func source(_ bytes: [UInt8]) -> SourceText { SourceText(path: "f", bytes: bytes) }

    private func apply(_ edits: [Edit], to bytes: [UInt8]) throws -> [UInt8] {
        var bytes = bytes
        for edit in edits.reversed() {
            try #require(Array(bytes[edit.span]) == Array(edit.from.utf8))
            bytes.replaceSubrange(edit.span, with: edit.to.utf8)
        }
        return bytes
    }
}
