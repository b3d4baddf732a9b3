// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Policy
import Registry
import Storage
import Testing

/// What images are built on, and whether that moved, from what the registry itself has.
@Suite struct BaseReportTests {
    private static let debian: RepositoryName = "docker.io/library/debian"
    private static let free = [Rule(name: "free", change: .allow)]

    private let old = Image("debian old", ["a", "b"])
    private let new = Image("debian new", ["c", "d"])

    private func app(_ stack: [String], _ annotations: [String: String] = [:]) -> Image {
        Image("app", stack, Making(annotations: annotations))
    }

    /// A line as tests write it.
    private struct Line: Equatable, CustomStringConvertible {
        let reference: String
        let status: BaseStatus
        var base: String?
        var builtOn: Digest?
        var current: Digest?
        var from: Int?

        init(
            _ reference: String,
            _ status: BaseStatus,
            _ base: String? = nil,
            _ builtOn: Image? = nil,
            _ current: Image? = nil,
            from: Int? = nil
        ) {
            self.reference = reference
            self.status = status
            self.base = base
            self.builtOn = builtOn?.digest
            self.current = current?.digest
            self.from = from
        }

        init(_ image: BaseReport.Image) {
            self.reference = image.reference
            self.status = image.judgement.status
            self.base = image.base
            self.builtOn = image.builtOn
            self.current = image.current
            self.from = image.judgement.changedFromLayer
        }

        var description: String {
            "\(reference) \(status) on \(base ?? "-") was \(builtOn?.short ?? "-") is \(current?.short ?? "-") from "
                + "\(from.map { "\($0)" } ?? "-")"
        }
    }

    private func lines(_ test: TestRegistry, of reference: String? = nil, by caller: Caller = .eve) async throws
        -> [Line]
    {
        try await report(test, of: reference, by: caller).images.map { Line($0) }
    }

    private func report(
        _ test: TestRegistry,
        of reference: String? = nil,
        limit: Int = .max,
        by caller: Caller = .eve
    ) async throws -> BaseReport {
        try await test.registry.bases(of: try reference.map { try Reference($0) }, limit: limit, by: caller)
    }

    @Test(arguments: Stores.allCases)
    func layersAndHistoryShowWhatAnImageWasBuiltOn(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try test.advance(by: .seconds(60))
            try await test.push(app(["a", "b", "x"]), as: "1.0")
            let name = "docker.io/library/debian:12"
            #expect(
                try await lines(test, of: "team/app:1.0") == [Line("team/app:1.0", .current, name, old, old)]
            )
            try test.advance(by: .seconds(60))
            let moment = test.clock.now
            try await test.push(new, as: "12", in: Self.debian)
            let moved = Line("team/app:1.0", .moved, name, old, new, from: 0)
            #expect(try await lines(test, of: "team/app:1.0").contains(moved))
            let image = try #require(try await report(test, of: "team/app:1.0").images.first)
            #expect(image.since == moment)
            #expect(image.judgement.evidence.contains { $0.rung == .log })
            // The base itself stands on nothing.
            #expect(try await lines(test).filter { $0.status != .unknown } == [moved])
        }
    }

    @Test(arguments: Stores.allCases)
    func topLayersThatWentAreNoAllClear(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try await test.push(app(["a", "b", "x"]), as: "1.0")
            let less = Image("debian less", ["a"])
            try await test.push(less, as: "12", in: Self.debian)
            #expect(
                try await lines(test, of: "team/app:1.0")
                    == [Line("team/app:1.0", .shrunk, "docker.io/library/debian:12", old, less, from: 1)]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func sameLayersWithOtherSettingsAreMetadata(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try await test.push(app(["a", "b", "x"], .base(old.digest, name: "debian:12")), as: "1.0")
            let labelled = Image("debian labelled", ["a", "b"], Making(labels: ["vendor": "them"]))
            try await test.push(labelled, as: "12", in: Self.debian)
            let image = try #require(try await report(test, of: "team/app:1.0").images.first)
            #expect(image.judgement.status == .metadataOnly)
            #expect(image.judgement.evidence.map(\.description).contains("steps: settings that differ: labels"))
        }
    }

    /// How a base may be named that is docker.io/library/debian:12 here.
    @Test(
        arguments: Stores.allCases,
        [
            "debian:12", "docker.io/library/debian:12", "index.docker.io/library/debian:12",
            "registry.example.com/docker.io/library/debian:12", "10.0.0.7:5000/docker.io/library/debian:12",
        ]
    )
    func namesOfABaseAreFoundHere(_ stores: Stores, _ name: String) async throws {
        try await withRegistry(stores, Self.free) { test in
            test.tell([], publicURL: "https://registry.example.com", under: Self.free)
            try await test.push(old, as: "12", in: Self.debian)
            // The layers say nothing: it was squashed.
            try await test.push(app(["x"], .base(old.digest, name: name)), as: "1.0")
            let squashed = try await report(test, of: "team/app:1.0").images
            #expect(
                squashed.map { Line($0) } == [Line("team/app:1.0", .unknown, "docker.io/library/debian:12", old, old)]
            )
            #expect(squashed[0].judgement.evidence.contains { $0.bearing == .contradicts })
            try await test.push(new, as: "12", in: Self.debian)
            #expect(
                try await lines(test, of: "team/app:1.0")
                    == [Line("team/app:1.0", .moved, "docker.io/library/debian:12", old, new, from: 0)]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func baseThatIsNotHereIsUnknownAndNamed(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(app(["x"], .base(.absent, name: "quay.io/org/base:7")), as: "1.0")
            try await test.push(Image("other", ["y"]), as: "2.0")
            #expect(try await lines(test) == [unknown("1.0", "quay.io/org/base:7", .absent)])
            #expect(try await lines(test, of: "team/app:2.0") == [unknown("2.0", nil, nil)])
        }
    }

    private func unknown(_ tag: String, _ base: String?, _ builtOn: Digest?) -> Line {
        var line = Line("team/app:\(tag)", .unknown, base)
        line.builtOn = builtOn
        return line
    }

    @Test(arguments: Stores.allCases)
    func nameWithoutDigestIsResolvedByTheHistory(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try await test.push(
                app(["a", "b", "x"], ["org.opencontainers.image.base.name": "debian:12"]),
                as: "1.0"
            )
            try await test.push(new, as: "12", in: Self.debian)
            #expect(
                try await lines(test, of: "team/app:1.0")
                    == [Line("team/app:1.0", .moved, "docker.io/library/debian:12", old, new, from: 0)]
            )
        }
    }

    @Test(arguments: Stores.allCases, [false, true])
    func indexAndPlatformDigestsAreBothAccepted(_ stores: Stores, _ namesIndex: Bool) async throws {
        try await withRegistry(stores, Self.free) { test in
            let arm = Image("debian arm", ["m"], Making(platform: "linux/arm64"))
            let index = Image(index: [old, arm])
            try await test.push(index, as: "12", in: Self.debian)
            let named = namesIndex ? index : old
            try await test.push(app(["a", "b", "x"], .base(named.digest, name: "debian:12")), as: "1.0")
            let name = "docker.io/library/debian:12"
            #expect(try await lines(test, of: "team/app:1.0") == [Line("team/app:1.0", .current, name, named, index)])
            // The index is made anew, the image for amd64 is the one that it was.
            let next = Image(index: [old, Image("debian arm new", ["n"], Making(platform: "linux/arm64"))])
            try await test.push(next, as: "12", in: Self.debian)
            #expect(try await lines(test, of: "team/app:1.0") == [Line("team/app:1.0", .current, name, named, next)])
            // The base is dropped for the platform.
            let dropped = Image(index: [arm])
            try await test.push(dropped, as: "12", in: Self.debian)
            let image = try #require(try await report(test, of: "team/app:1.0").images.first)
            #expect(Line(image) == Line("team/app:1.0", .moved, name, named, dropped))
            #expect(image.judgement.words == "the base dropped linux/amd64")
        }
    }

    @Test(arguments: Stores.allCases)
    func everyPlatformIsJudgedByItself(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            let arm = Making(platform: "linux/arm64")
            try await test.push(Image(index: [old, Image("debian arm", ["m"], arm)]), as: "12", in: Self.debian)
            try await test.push(
                Image(index: [app(["a", "b", "x"]), Image("app arm", ["m", "x"], arm)]),
                as: "1.0"
            )
            try await test.push(Image(index: [new, Image("debian arm", ["m"], arm)]), as: "12", in: Self.debian)
            let images = try await report(test, of: "team/app:1.0").images
            #expect(images.map { $0.platform?.description } == ["linux/amd64", "linux/arm64"])
            #expect(images.map(\.judgement.status) == [.moved, .current])
        }
    }

    @Test(arguments: Stores.allCases)
    func heldMoveLeavesTheBaseCurrent(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try await test.push(app(["a", "b", "x"]), as: "1.0")
            let hold = try await test.hold(new, as: "12", in: Self.debian)
            let image = try #require(try await report(test, of: "team/app:1.0").images.first)
            #expect(image.judgement.status == .current)
            #expect(image.hold == hold)
            #expect(image.judgement.evidence.contains { $0.words.contains("held as hold \(hold) since") })
        }
    }

    @Test(arguments: Stores.allCases)
    func deletedBaseIsUnknown(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            try await test.push(app(["a", "b", "x"], .base(old.digest, name: "debian:12")), as: "1.0")
            try await test.delete("12", in: Self.debian)
            let image = try #require(try await report(test, of: "team/app:1.0").images.first)
            #expect(image.judgement.status == .unknown)
            #expect(image.judgement.words == "docker.io/library/debian:12 is deleted")
        }
    }

    @Test(arguments: Stores.allCases)
    func emptyLayersAreNoBase(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(Image("nothing", [""]), as: "1", in: Self.debian)
            try await test.push(app(["", "x"]), as: "1.0")
            #expect(try await lines(test).isEmpty)
        }
    }

    @Test(arguments: Stores.allCases)
    func nameThatWasTakenOverFromTheNearestBaseCountsForThatOne(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            let python = Image("python", ["a", "b", "p"], Making(labels: .base(old.digest, name: "debian:12")))
            try await test.push(old, as: "12", in: Self.debian)
            try await test.push(python, as: "3.12", in: "team/python")
            let app = app(["a", "b", "p", "x"], .base(old.digest, name: "debian:12"))
            try await test.push(app, as: "1.0")
            let image = try #require(try await report(test, of: "team/app:1.0").images.first)
            #expect(Line(image) == Line("team/app:1.0", .current, "team/python:3.12", python, python))
            #expect(image.judgement.evidence.contains { $0.words.contains("lies further below") })
        }
    }

    @Test(arguments: Stores.allCases)
    func baseThatTheCallerMayNotPullIsNotShown(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: "secret/base")
            try await test.push(app(["a", "b", "x"]), as: "1.0")
            let access = AccessPolicy(entries: [
                AccessEntry(subject: .everyone, repositories: [try Glob("team/**")], can: [.pull])
            ])
            let stranger = Caller(user: "eve", access: access)
            #expect(try await lines(test, by: stranger).isEmpty)
            #expect(try await lines(test).map(\.base) == ["secret/base:12"])
            #expect(
                try await refusal { _ = try await report(test, of: "secret/base:12", by: stranger) } == .rightMissing
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func pagesHoldEveryImageOnce(_ stores: Stores) async throws {
        try await withRegistry(stores, Self.free) { test in
            try await test.push(old, as: "12", in: Self.debian)
            for number in 1...7 {
                try await test.push(Image("app \(number)", ["a", "b", "x\(number)"]), as: try Tag("\(number)"))
            }
            var seen: [String] = []
            var position: BaseReport.Position?
            repeat {
                let page = try await test.registry.bases(of: nil, after: position, limit: 3, by: .eve)
                #expect(page.images.count <= 3)
                seen += page.images.map(\.reference)
                position = page.next
            } while position != nil
            #expect(seen == (1...7).map { "team/app:\($0)" })
        }
    }

    @Test func referenceThatNamesNoImageIsAnError() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(old, as: "1.0")
            #expect(try await refusal { _ = try await report(test, of: "team/none:1") } == .repositoryUnknown)
            #expect(try await refusal { _ = try await report(test, of: "team/app:2") } == .manifestUnknown)
            #expect(try await refusal { _ = try await report(test, of: "team/app") } == .requestInvalid)
        }
    }
}
