// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import Pinning

@Suite struct LockReadingTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let image = """
        {"reference":"nginx:1","digest":"\(digest)","mediaType":"a/b","resolvedAt":"2026-01-31T00:00:00Z","resolvedFrom":"h"}
        """

    private func read(_ text: String) throws -> LockFile {
        try LockFile(parsing: Array(text.utf8), path: "holdfast.lock")
    }

    private func lock(_ images: String) -> String { #"{"schema":"holdfast.lock/1","images":[\#(images)]}"# }

    @Test func passesOverWhatItDoesNotKnow() throws {
        let image = Self.image.replacing("{", with: #"{"approvedBy":["ann"],"log":null,"#)
        let text = #"{"schema":"holdfast.lock/1","origin":{},"images":[\#(image)]}"#
        #expect(try read(text).entries.map(\.reference.description) == ["docker.io/library/nginx:1"])
    }

    @Test(arguments: [
        (#""nginx:1""#, #""Nginx:1""#, "images[0].reference is not valid: the repository name is not valid"),
        (#""nginx:1""#, "1", "images[0].reference is not valid: it must be text"),
        (#""nginx:1""#, #""nginx:1@\#(digest)""#, "it has a tag or a digest, not both"),
        (
            #""nginx:1""#, #""nginx@sha256:\#(String(repeating: "b", count: 64))""#,
            "images[0].digest is not valid: it is not the digest of the reference"
        ),
        (#""digest":"sha256:aa"#, #""digest":"sha256:AA"#, "a digest is lower-case hexadecimal"),
        (#""a/b""#, "null", "images[0].mediaType is not valid: it must be text"),
        ("2026-01-31T00:00:00Z", "yesterday", "images[0].resolvedAt is not valid: it must be a time"),
        (#""h"}"#, #""h","previous":"sha256:a"}"#, "images[0].previous is not valid"),
        (#""h"}"#, #""h","platforms":{}}"#, "images[0].platforms is not valid: it must be a list"),
        (
            #""h"}"#, #""h","platforms":[{"platform":"linux","digest":"\#(digest)"}]}"#,
            "platforms[0].platform is not valid"
        ),
        (#""h"}"#, #""h","log":{"index":-1,"time":"2026-01-31T00:00:00Z"}}"#, "images[0].log.index is not valid"),
        (#""h"}"#, #""h","log":[]}"#, "images[0].log must be a JSON object"),
    ])
    func refuses(_ part: String, _ replacement: String, _ message: String) throws {
        let image = Self.image.replacing(part, with: replacement)
        try #require(image != Self.image)
        let error = try #require(throws: PinningError.self) { try read(lock(image)) }
        #expect(error.code == .configuration)
        #expect(error.path == "holdfast.lock")
        #expect(error.message.contains(message), "\(error.message)")
    }

    @Test(arguments: [
        ("", "the lock is not valid JSON"),
        ("<<<<<<< HEAD", "the lock is not valid JSON"),
        ("[]", "the lock must be a JSON object"),
        ("{}", "the lock.schema is not valid: it must be text"),
        (#"{"schema":"holdfast.lock/2\u001b[1m"}"#, #"its schema is holdfast.lock/2\u{1b}[1m"#),
        (#"{"schema":"holdfast.lock/1"}"#, "the lock.images is not valid: it must be a list"),
        (#"{"schema":"holdfast.lock/1","images":[1]}"#, "images[0] must be a JSON object"),
        (#"{"schema":"holdfast.lock/1","images":[],"images":[]}"#, "a key appears twice"),
    ])
    func refusesTheDocument(_ text: String, _ message: String) throws {
        let error = try #require(throws: PinningError.self) { try read(text) }
        #expect(error.message.contains(message), "\(error.message)")
        #expect(error.advice != nil || error.message.contains("must be a JSON object"))
    }

    @Test func refusesAReferenceThatStandsThereTwice() throws {
        let other = Self.image.replacing(#""nginx:1""#, with: #""docker.io/library/nginx:1""#)
        let error = try #require(throws: PinningError.self) { try read(lock("\(Self.image),\(other)")) }
        #expect(error.message.contains("docker.io/library/nginx:1 stands there twice"))
    }

    @Test func takesAnyOrder() throws {
        let other = Self.image.replacing(#""nginx:1""#, with: #""apache:1""#)
        #expect(try read(lock("\(Self.image),\(other)")) == read(lock("\(other),\(Self.image)")))
    }

    @Test func refusesWhatIsTooLarge() throws {
        let large = [UInt8](repeating: 0x20, count: LockFile.maximumSize + 1)
        let error = try #require(throws: PinningError.self) { try LockFile(parsing: large, path: "holdfast.lock") }
        #expect(error.code == .tooLarge)
        let many = String(repeating: "{},", count: LockFile.maximumEntries) + "{}"
        let second = try #require(throws: PinningError.self) { try read(lock(many)) }
        #expect(second.code == .tooLarge)
    }

    @Test func survivesMutations() throws {
        var random = Deterministic(seed: 7)
        let seed = LockFile([
            try LockSamples.entry("nginx:1", "a", previous: "b"), try LockSamples.entry("redis", "c"),
        ]).bytes
        for _ in 0..<3_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                default: bytes.removeSubrange(place..<min(bytes.count, place + 40))
                }
                if bytes.isEmpty { bytes = seed }
            }
            do throws(PinningError) {
                let lock = try LockFile(parsing: bytes, path: "holdfast.lock")
                #expect(try LockFile(parsing: lock.bytes, path: "holdfast.lock") == lock)
            } catch {
                #expect(error.path == "holdfast.lock")
                #expect(error.code == .configuration)
            }
        }
    }
}
