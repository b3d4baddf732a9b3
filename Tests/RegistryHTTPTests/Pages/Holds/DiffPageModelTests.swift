// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import Testing

@testable import RegistryHTTP

@Suite struct DiffPageModelTests {
    @Test func readsWhatThePageShows() throws {
        let model = try DiffPageModel(parsing: Array(DiffSample.small.utf8))
        #expect(model.platforms.map(\.name) == ["linux/amd64", "linux/arm64"])
        #expect(model.platforms.first?.headline == "application binary changed, same version label")
        #expect(model.files.count == 3)
        let tool = try #require(model.files.first)
        #expect(tool.path == "/app/tool")
        #expect(tool.severity == .high)
        #expect(tool.reasons == ["program that the image runs changed"])
        #expect(tool.particulars == ["mode 0755 → 4755", "content, 2.0 MB → 2.5 MB"])
        #expect(model.files[1].text?.hasPrefix("@@ -1 +1 @@") == true)
        #expect(model.files[2].noise == "caches")
        #expect(model.settings.map(\.field) == ["entrypoint"])
        #expect(model.packages.map(\.name) == ["libssl3"])
        #expect(model.doubts.map(\.kind) == ["duplicate"])
        #expect(!model.isTruncated)
    }

    @Test func leavesAsideWhatItDoesNotKnow() throws {
        let model = try DiffPageModel(
            parsing: Array(#"{"schema":"holdfast.diff/1","from":null,"news":[1],"truncated":true}"#.utf8)
        )
        #expect(model.files.isEmpty)
        #expect(model.isTruncated)
    }

    @Test func aWeightItDoesNotKnowCountsAsTheHeaviest() throws {
        let model = try DiffPageModel(
            parsing: Array(
                #"""
                {"schema":"holdfast.diff/1","files":[
                  {"path":"/a","platform":"linux/amd64","change":"added","severity":"dreadful"}]}
                """#.utf8
            )
        )
        #expect(model.files.first?.severity == .high)
    }

    @Test(
        arguments: [
            "", "[]", "{}", #"{"schema":"holdfast.diff/2"}"#, #"{"schema":"holdfast.diff/1","files":{}}"#,
            #"{"schema":"holdfast.diff/1","files":[{"path":"/a","platform":"p","change":"eaten"}]}"#,
            #"{"schema":"holdfast.diff/1","files":[{"platform":"p","change":"added"}]}"#,
            #"{"schema":"holdfast.diff/1","config":[{"platform":"p"}]}"#,
        ]
    )
    func whatCannotBeReadWholeIsRefused(_ document: String) {
        #expect(throws: DiffPageModelError.self) { try DiffPageModel(parsing: Array(document.utf8)) }
    }

    @Test func moreEntriesThanTheBoundAreNotRead() throws {
        let entry = #"{"path":"/a","platform":"p","change":"added","severity":"low"}"#
        let entries = Array(repeating: entry, count: DiffPageModel.maximumEntries + 1).joined(separator: ",")
        let model = try DiffPageModel(parsing: Array(#"{"schema":"holdfast.diff/1","files":[\#(entries)]}"#.utf8))
        #expect(model.files.count == DiffPageModel.maximumEntries)
        #expect(model.isTruncated)
    }

    @Test func changedBytesAreRefusedOrReadAndNeverMore() {
        var random = Seeded(seed: 4)
        let original = Array(DiffSample.small.utf8)
        for _ in 0..<800 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                let index = Int.random(in: bytes.indices, using: &random)
                if Bool.random(using: &random) {
                    bytes[index] = UInt8.random(in: 0...255, using: &random)
                } else {
                    bytes.remove(at: index)
                }
            }
            do throws(DiffPageModelError) {
                let model = try DiffPageModel(parsing: bytes)
                #expect(DifferencePage(model, DifferenceSelection()).changes.count <= 3)
            } catch {
                #expect(!error.description.isEmpty)
            }
        }
    }
}
