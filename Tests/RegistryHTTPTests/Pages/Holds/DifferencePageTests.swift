// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import Testing

@testable import RegistryHTTP

@Suite struct DifferencePageTests {
    private static func change(
        _ path: String,
        _ severity: Severity = .low,
        platform: String = "linux/amd64",
        noise: String? = nil
    ) -> FileChange {
        FileChange(
            path: path,
            platform: platform,
            change: .added,
            fields: [],
            severity: severity,
            reasons: [],
            noise: noise,
            isTextCut: false
        )
    }

    private static func model(_ files: [FileChange]) -> DiffPageModel {
        var model = DiffPageModel()
        model.files = files
        return model
    }

    @Test func theHeaviestComeFirstThenByPathThenByPlatform() {
        let model = Self.model([
            Self.change("/b"), Self.change("/a", platform: "linux/arm64"), Self.change("/a"),
            Self.change("/z", .high), Self.change("/m", .medium), Self.change("/i", .info),
        ])
        let page = DifferencePage(model, DifferenceSelection())
        #expect(page.changes.map(\.path) == ["/z", "/m", "/a", "/a", "/b", "/i"])
        #expect(page.changes[2].platform == "linux/amd64")
    }

    @Test func pathsAreOrderedByTheirBytes() {
        let model = Self.model([Self.change("/é"), Self.change("/z"), Self.change("/Z")])
        #expect(DifferencePage(model, DifferenceSelection()).changes.map(\.path) == ["/Z", "/z", "/é"])
    }

    @Test func noiseIsCountedAndShownOnlyWhenAskedFor() {
        let model = Self.model([
            Self.change("/a"), Self.change("/var/log/x", .info, noise: "logs"),
            Self.change("/c1", .info, noise: "caches"), Self.change("/c2", .info, noise: "caches"),
        ])
        let page = DifferencePage(model, DifferenceSelection())
        #expect(page.total == 1)
        #expect(page.noiseCount == 3)
        #expect(page.noise.map(\.kind) == ["caches", "logs"])
        #expect(DifferencePage(model, DifferenceSelection(breadth: .all)).total == 4)
    }

    @Test func onePlatformCanBeShownAlone() {
        let model = Self.model([Self.change("/a"), Self.change("/b", platform: "linux/arm64")])
        let page = DifferencePage(model, DifferenceSelection(platform: "linux/arm64"))
        #expect(page.changes.map(\.path) == ["/b"])
        #expect(DifferencePage(model, DifferenceSelection(platform: "plan9/mips")).total == 0)
    }

    @Test func pagesHoldFiveHundredAndALaterOneIsTheLast() {
        let model = Self.model((0..<1_001).map { Self.change("/\($0 + 10_000)") })
        let first = DifferencePage(model, DifferenceSelection())
        #expect((first.count, first.number, first.changes.count) == (3, 1, 500))
        let last = DifferencePage(model, DifferenceSelection(page: 9))
        #expect((last.number, last.changes.map(\.path)) == (3, ["/11000"]))
        #expect(DifferencePage(Self.model([]), DifferenceSelection(page: 4)).number == 1)
    }

    @Test(arguments: [
        ("", DifferenceSelection()),
        (
            "show=all&platform=linux%2Farm64%2Fv8&page=3",
            DifferenceSelection(breadth: .all, platform: "linux/arm64/v8", page: 3)
        ),
        ("show=some&platform=&page=-7", DifferenceSelection()),
        ("page=99999999999999999999", DifferenceSelection()),
    ])
    func queriesAreReadAndNonsenseIsLeftAside(_ query: String, _ selection: DifferenceSelection) {
        #expect(DifferenceSelection(Query(query)) == selection)
    }
}
