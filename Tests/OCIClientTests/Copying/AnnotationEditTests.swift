// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Randomness
import Testing

@testable import OCIClient

@Suite struct AnnotationEditTests {
    struct Splice: Sendable, CustomTestStringConvertible {
        let before: String
        let after: String
        var testDescription: String { before }

        init(_ before: String, _ after: String) {
            (self.before, self.after) = (before, after)
        }
    }

    private static let index = #""schemaVersion":2,"mediaType":"\#(MediaType.imageIndex)","manifests":[]"#

    private func fetched(_ text: String) throws -> FetchedManifest {
        let bytes = Array(text.utf8)
        return FetchedManifest(manifest: try Manifest(bytes), digest: RunningDigest.of(bytes, .sha256))
    }

    private func text(_ fetched: FetchedManifest) -> String { String(decoding: fetched.manifest.bytes, as: UTF8.self) }

    static let splices = [
        Splice("{\(index)}", #"{\#(index),"annotations":{"a":"1","b":"2"}}"#),
        Splice("{ \(index)\n}\n", "{ \(index)" + #","annotations":{"a":"1","b":"2"}"# + "\n}\n"),
        Splice(#"{"annotations":null,\#(index)}"#, #"{"annotations":{"a":"1","b":"2"},\#(index)}"#),
        Splice(#"{"annotations" : { } ,\#(index)}"#, #"{"annotations" : {"a":"1","b":"2" } ,\#(index)}"#),
        Splice(#"{"annotations":{"x": "y"},\#(index)}"#, #"{"annotations":{"x": "y","a":"1","b":"2"},\#(index)}"#),
        Splice(
            #"{"annotations":{"b":"\u0031","x":"}\"{","a" : "old"},\#(index)}"#,
            #"{"annotations":{"b":"2","x":"}\"{","a" : "1"},\#(index)}"#
        ),
        Splice(
            #"{"\u0061nnotations":{"\u0061":"old"},\#(index)}"#,
            #"{"\u0061nnotations":{"\u0061":"1","b":"2"},\#(index)}"#
        ),
        Splice(
            #"{"unknown":[1e3,{"annotations":{"a":"x"}},-0.5,true],\#(index),"annotations":{"c":"3"},"z":null}"#,
            #"{"unknown":[1e3,{"annotations":{"a":"x"}},-0.5,true],\#(index),"annotations":{"c":"3","a":"1","b":"2"},"z":null}"#
        ),
    ]

    @Test(arguments: splices) func changesNothingButTheAnnotations(_ splice: Splice) throws {
        let old = try fetched(splice.before)
        let new = try AnnotationEdit(["b": "2", "a": "1"]).apply(to: old)
        #expect(text(new) == splice.after)
        #expect(new.digest == RunningDigest.of(Array(splice.after.utf8), .sha256))
        #expect(new.manifest.annotations["a"] == "1" && new.manifest.annotations["b"] == "2")
    }

    @Test func keepsBytesAndDigestWhenTheAnnotationsAreThere() throws {
        let old = try fetched(#"{"annotations":{"a":"\u0031","c":"3"},\#(Self.index)}"#)
        #expect(text(try AnnotationEdit(["a": "1"]).apply(to: old)) == text(old))
        #expect(try AnnotationEdit([:]).apply(to: old).digest == old.digest)
        let bare = try fetched("{\(Self.index)}")
        #expect(try AnnotationEdit([:]).apply(to: bare).digest == bare.digest)
    }

    @Test(arguments: ["\"\\\n\u{1}é", "}]{[", ""]) func writesEveryTextAsItIs(_ value: String) throws {
        let new = try AnnotationEdit([value + "k": value]).apply(to: try fetched("{\(Self.index)}"))
        #expect(new.manifest.annotations == [value + "k": value])
    }

    @Test func keepsTheAlgorithmOfTheDigest() throws {
        let bytes = Array("{\(Self.index)}".utf8)
        let old = FetchedManifest(manifest: try Manifest(bytes), digest: RunningDigest.of(bytes, .sha512))
        let new = try AnnotationEdit(["a": "1"]).apply(to: old)
        #expect(new.digest == RunningDigest.of(new.manifest.bytes, .sha512))
    }

    @Test func refusesAManifestThatWouldBecomeTooLarge() throws {
        let filling = String(repeating: "x", count: Manifest.maximumSize - 1_000)
        let old = try fetched(#"{\#(Self.index),"filling":"\#(filling)"}"#)
        let value = String(repeating: "y", count: 2_000)
        let error = #expect(throws: ClientError.self) { _ = try AnnotationEdit(["a": value]).apply(to: old) }
        #expect(error?.code == .malformed)
    }

    /// Whatever the parser accepts is edited or refused, and an edit is one of the annotations alone.
    @Test func holdsForManifestsOfAnyShape() throws {
        var random = Deterministic(seed: 11)
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "null", "1", "-2e5", "\"a\":", "\"annotations\":{",
            "\"annotations\":", "\"\\u0061\"", "true", "\"x\":\"y\"",
        ]
        var accepted = 0
        for _ in 0..<4_000 {
            var text = Array(#"{"annotations":{"a":"old","c":"3"},"q":[{}],\#(Self.index)}"#.utf8)
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = Int.random(in: 0...min(50, text.count), using: &random)
                let piece = Array((pieces.randomElement(using: &random) ?? "").utf8)
                let end = min(text.count, place + Int.random(in: 0...3, using: &random))
                text.replaceSubrange(place..<end, with: piece)
            }
            guard let manifest = try? Manifest(text) else { continue }
            accepted += 1
            let old = FetchedManifest(manifest: manifest, digest: RunningDigest.of(text, .sha256))
            let new = try AnnotationEdit(["a": "1", "b": "2"]).apply(to: old)
            let expected = manifest.annotations.merging(["a": "1", "b": "2"]) { $1 }
            #expect(new.manifest.annotations == expected)
        }
        #expect(accepted > 100)
    }

    /// Bytes that no parser has seen are read without a fault, too.
    @Test func findsSpansInAnyBytesWithoutAFault() {
        var random = Deterministic(seed: 12)
        let letters = Array("{}[]\",:\\ \n1au".utf8)
        for _ in 0..<20_000 {
            let count = Int.random(in: 0...24, using: &random)
            let bytes = [UInt8(ascii: "{")] + (0..<count).map { _ in letters.randomElement(using: &random) ?? 0 }
            for member in JSONObjectSpans(bytes, in: 0..<bytes.count)?.members ?? [] {
                #expect(member.value.upperBound <= bytes.count)
            }
        }
    }
}
