// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Testing

@testable import Trust

@Suite struct ContentTrustFuzzTests {
    /// Numbers that look random and are the same every time.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test func neverTripsOverChangedFiles() async throws {
        let trust = try ForgedTrust.simple()
        var numbers = Numbers(state: 7)
        let names = ["root.json", "targets.json", "snapshot.json", "timestamp.json", "2.targets.json"]
        for _ in 0..<150 {
            var changed = trust
            let name = try #require(names.randomElement(using: &numbers))
            var bytes = try #require(changed.files[name])
            switch Int.random(in: 0..<3, using: &numbers) {
            case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &numbers))
            case 1: bytes[Int.random(in: bytes.indices, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            default:
                let start = Int.random(in: bytes.indices, using: &numbers)
                bytes.removeSubrange(start..<min(bytes.count, start + 9))
            }
            changed.files[name] = bytes
            do {
                let repository = try await changed.read()
                // What changed nothing but the history is left out of it.
                #expect(name == "2.targets.json")
                #expect(repository.current.count == 2)
            } catch is ContentTrustError {
                continue
            }
        }
    }

    @Test(arguments: [
        #"{"a":1,"b":["x\"\\",true,null]}"#, #"{"":{"é":"<&>\u0001"},"Z":-5}"#, "[]", #""""#,
    ])
    func canonicalFormReadsBackAsTheSame(_ text: String) throws {
        let value = try JSONValue(parsing: Array(text.utf8))
        let bytes = try #require(CanonicalJSON.bytes(of: value))
        if !text.contains("\\u") { #expect(try JSONValue(parsing: bytes) == value) }
        #expect(CanonicalJSON.bytes(of: .array([.number("1.5")])) == nil)
    }
}
