// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Pinning
import Testing

@testable import Commands

@Suite struct PinFormatTests {
    private static let first = JudgedReferences.first
    private static let second = JudgedReferences.second

    @Test(arguments: [JudgedReferenceJSON.Verb.pin, .verify])
    func writesTheDocument(verb: JudgedReferenceJSON.Verb) throws {
        let document = try JSONValue(
            parsing: JudgedReferenceJSON(verb: verb, references: try JudgedReferences.all()).bytes
        )
        #expect(document["schema"]?.string == "holdfast.\(verb.rawValue)/1")
        let entries = try #require(document["references"]?.array)
        #expect(entries.count == 6)
        #expect(
            entries[2]
                == .object([
                    "path": .string("deploy/web.yaml"), "line": .integer(3), "column": .integer(12),
                    "role": .string("image"), "reference": .string("app:1@\(Self.first)"),
                    "pinned": .string("app:1@\(Self.first)"), "status": .string("drifted"),
                    "digest": .string(Self.first.rawValue), "current": .string(Self.second.rawValue),
                    "message": .string("the tag means something else"),
                ])
        )
        #expect(entries[1]["pinned"] == .null)
        #expect(entries[1]["digest"] == .null)
        #expect(entries[5]["reference"]?.string == "${NAME}:1")
        #expect(entries[5]["pinned"] == .null)
    }

    @Test func writesTheReferenceThatWouldBePinned() throws {
        let judged = try JudgedReferences.make("team/app:1@\(Self.first)", .pinned, digest: Self.second)
        let document = try JSONValue(parsing: JudgedReferenceJSON(verb: .pin, references: [judged]).bytes)
        let entry = document["references"]?.array?.first
        #expect(entry?["reference"]?.string == "team/app:1@\(Self.first)")
        #expect(entry?["pinned"]?.string == "team/app:1@\(Self.second)")
    }

    @Test func writesFindingsAsSARIF() throws {
        let document = try JSONValue(parsing: JudgedReferenceSARIF(references: try JudgedReferences.all()).bytes)
        #expect(document["version"]?.string == "2.1.0")
        let run = try #require(document["runs"]?.array?.first)
        #expect(run["columnKind"]?.string == "unicodeCodePoints")
        let rules = try #require(run["tool"]?["driver"]?["rules"]?.array)
        #expect(rules.compactMap { $0["id"]?.string } == ["unpinned", "drifted", "platform-pin", "unresolved"])
        let results = try #require(run["results"]?.array)
        #expect(results.compactMap { $0["ruleId"]?.string } == ["unpinned", "drifted", "platform-pin", "unresolved"])
        #expect(results.compactMap { $0["level"]?.string } == ["warning", "error", "error", "warning"])
        let place = try #require(results[2]["locations"]?.array?.first?["physicalLocation"])
        #expect(place["artifactLocation"]?["uri"]?.string == "a%20b.yaml")
        #expect(place["artifactLocation"]?["uriBaseId"]?.string == "%SRCROOT%")
        let width = Int64("quay.io/a/b:1@\(Self.first)".count)
        #expect(
            place["region"]
                == .object(["startLine": .integer(3), "startColumn": .integer(12), "endColumn": .integer(12 + width)])
        )
        let sentence = "app:1: the tag means something else (pinned \(Self.first), now \(Self.second))"
        #expect(results[1]["message"]?["text"]?.string == sentence)
        #expect(results[0]["message"]?["text"]?.string?.contains("redis is not pinned to a digest") == true)
        #expect(results[2]["properties"]?["current"]?.string == Self.second.rawValue)
    }

    @Test(arguments: [
        ("./deploy/web.yaml", "deploy/web.yaml"), ("/abs/ä.yaml", "file:///abs/%C3%A4.yaml"),
        ("a%b:c.yaml", "a%25b%3Ac.yaml"), ("../x.yaml", "../x.yaml"),
    ])
    func writesPathsAsURIs(path: String, uri: String) throws {
        let judged = try JudgedReferences.make("nginx", .unpinned, path: path)
        let document = try JSONValue(parsing: JudgedReferenceSARIF(references: [judged]).bytes)
        let place = document["runs"]?.array?.first?["results"]?.array?.first?["locations"]?.array?.first
        let artifact = place?["physicalLocation"]?["artifactLocation"]
        #expect(artifact?["uri"]?.string == uri)
        #expect((artifact?["uriBaseId"] == nil) == path.hasPrefix("/"))
    }

    @Test func boundsTheResults() throws {
        let judged = try JudgedReferences.make("nginx", .unpinned)
        let many = [JudgedReference](repeating: judged, count: 5_003)
        let document = try JSONValue(parsing: JudgedReferenceSARIF(references: many).bytes)
        let run = document["runs"]?.array?.first
        #expect(run?["results"]?.array?.count == 5_000)
        #expect(run?["properties"]?["omitted"] == .integer(3))
    }

    @Test func givesNoPlaceForTheStandardInput() throws {
        let judged = try JudgedReferences.make("nginx", .unpinned, path: "-")
        let document = try JSONValue(parsing: JudgedReferenceSARIF(references: [judged]).bytes)
        #expect(document["runs"]?.array?.first?["results"]?.array?.first?["locations"]?.array?.isEmpty == true)
        #expect(GitHubAnnotations(references: [judged]).text.hasPrefix("::error line=3,col=12,title="))
    }

    @Test func writesAnnotationsForFindingsAlone() throws {
        let lines = GitHubAnnotations(references: try JudgedReferences.all()).text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(
            lines[1] == """
                ::error file=deploy/web.yaml,line=3,col=12,title=File and lock or registry disagree\
                ::app:1: the tag means something else (pinned \(Self.first), now \(Self.second))
                """
        )
        #expect(lines[3].hasPrefix("::warning file=deploy/web.yaml,line=10,col=12,"))
        #expect(GitHubAnnotations(references: []).text.isEmpty)
    }

    @Test func escapesWhatWouldEndACommand() throws {
        let judged = try JudgedReferences.make(
            "nginx",
            .drifted,
            path: "a,b:c%::d\ne.yaml",
            message: "50%,\r\n::error::x\u{1b}[0m"
        )
        #expect(
            GitHubAnnotations(references: [judged]).text == """
                ::error file=a%2Cb%3Ac%25%3A%3Ad e.yaml,line=3,col=12,title=File and lock or registry disagree\
                ::nginx: 50%25, ::error::x\\u{1b}[0m
                """
        )
    }
}
