// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Testing

/// Which images are built on one, and how.
@Suite struct AffectedTests {
    private let base = Image("base", ["a"])
    private let middle = Image("middle", ["a", "b"])
    private let app = Image("app", ["a", "b", "c", "d"])
    private let other = Image("other", ["a", "x"])
    private let stranger = Image("stranger", ["b"])

    private func withImages(_ stores: Stores, _ body: (TestRegistry) async throws -> Void) async throws {
        try await withRegistry(stores) { test in
            // Children first: the order of pushes says nothing.
            try await test.push(app, as: "1.0", in: "team/app")
            try await test.push(middle, as: "3.12", in: "team/python")
            try await test.push(stranger, as: "1.0", in: "team/stranger")
            try await test.push(base, as: "12", in: "team/debian")
            try await test.push(other, as: "1.0", in: "team/other")
            try await body(test)
        }
    }

    @Test(arguments: Stores.allCases)
    func chainAndBranchesComeWithTheirPaths(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            let affected = try await test.affected("team/debian:12")
            #expect(
                affected.list == [
                    Affected("team/other:1.0", [base, other]), Affected("team/python:3.12", [base, middle]),
                    Affected("team/app:1.0", [base, middle, app]),
                ]
            )
            #expect(affected.reference.description == "team/debian:12@\(base.digest)")
            #expect(!affected.isTruncated)
            #expect(!affected.isBeingIndexed)
            #expect(try await test.affected("team/python:3.12").list == [Affected("team/app:1.0", [middle, app])])
            for leaf in ["team/app:1.0", "team/stranger:1.0"] {
                #expect(try await test.affected(leaf).images.isEmpty)
            }
        }
    }

    @Test(arguments: Stores.allCases)
    func digestIsAskedAboutAsATagIs(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            let affected = try await test.affected("team/debian@\(base.digest)")
            #expect(try await affected.list == test.affected("team/debian:12").list)
            let direct = try await test.registry.affected(
                by: base.digest,
                in: "team/debian",
                tags: .current,
                limit: 10,
                by: .eve
            )
            #expect(direct == affected)
            #expect(affected.reference == Reference(repository: "team/debian", digest: base.digest))
        }
    }

    @Test(arguments: Stores.allCases)
    func imageInBetweenThatHasNoTagIsOnThePath(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            try await test.delete("3.12", in: "team/python")
            #expect(try await test.affected("team/debian:12").names == ["team/other:1.0", "team/app:1.0"])
            #expect(
                try await test.affected("team/debian:12").list.last == Affected("team/app:1.0", [base, middle, app])
            )
            try await test.delete(middle.digest, in: "team/python")
            #expect(try await test.affected("team/debian:12").list.first == Affected("team/app:1.0", [base, app]))
        }
    }

    @Test(arguments: Stores.allCases)
    func imageComesOnceForEachOfItsNames(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            try await test.push(app, as: "1", "latest", in: "team/app")
            try await test.push(app, as: "copy", in: "mirror/app")
            let expected = ["mirror/app:copy", "team/app:1", "team/app:1.0", "team/app:latest"]
            #expect(try await test.affected("team/python:3.12").names == expected)
        }
    }

    @Test(arguments: Stores.allCases)
    func imagesOfTheSameLayersAreNotBuiltOnEachOther(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            let copy = Image("copy", ["a"])
            let secondMiddle = Image("second middle", ["a", "b"])
            try await test.push(copy, as: "copy")
            try test.advance(by: .seconds(1))
            try await test.push(secondMiddle, as: "middle")
            #expect(try await test.affected("team/app:middle").list == [Affected("team/app:1.0", [secondMiddle, app])])
            let affected = try await test.affected("team/app:copy").list
            #expect(
                affected == [
                    Affected("team/app:middle", [copy, secondMiddle]), Affected("team/other:1.0", [copy, other]),
                    Affected("team/python:3.12", [copy, middle]), Affected("team/app:1.0", [copy, middle, app]),
                ]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func memberOfAFamilyIsAffectedByOneItNames(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let named = Image("named", ["a"], Making(annotations: .base(base.digest)))
            try await test.push(base, as: "base")
            try await test.push(named, as: "named")
            try await test.push(middle, as: "middle")
            let expected = [
                Affected("team/app:middle", [base, middle]), Affected("team/app:named", [base, named], .annotation),
            ]
            #expect(try await test.affected("team/app:base").list == expected)
        }
    }

    @Test(arguments: Stores.allCases)
    func memberOfThePlatformOrTheOneNamedIsOnThePath(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let arm = Making(platform: "linux/arm64")
            let (python, pythonARM) = (middle, Image("middle", ["a", "b"], arm))
            let second = Image("second", ["a", "b"])
            let onARM = Image("on arm", ["a", "b", "c"], arm)
            let onSecond = Image("on second", ["a", "b", "s"], Making(annotations: .base(second.digest)))
            for (place, image) in [base, python, pythonARM, second, onARM, onSecond].enumerated() {
                try await test.push(image, as: "image-\(place)".asTag)
                try test.advance(by: .seconds(1))
            }
            let affected = Dictionary(
                try await test.affected("team/app:image-0").list.map { ($0.name, $0.path) },
                uniquingKeysWith: { first, _ in first }
            )
            #expect(affected["team/app:image-4"] == [base, pythonARM, onARM].map(\.digest))
            #expect(affected["team/app:image-5"] == [base, second, onSecond].map(\.digest))
        }
    }

    @Test(arguments: Stores.allCases)
    func layersThatHoldNothingProveNothing(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let empty = Image("empty", [""])
            try await test.push(empty, as: "empty")
            try await test.push(Image("filled", ["", "a"]), as: "filled")
            #expect(try await test.affected("team/app:empty").images.isEmpty)
            let claiming = Image("claiming", ["", "c"], Making(annotations: .base(empty.digest)))
            try await test.push(claiming, as: "claiming")
            let expected = [Affected("team/app:claiming", [empty, claiming], .annotation)]
            #expect(try await test.affected("team/app:empty").list == expected)
        }
    }

    @Test(arguments: Stores.allCases)
    func indexStandsForItsPlatforms(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let arm = Making(platform: "linux/arm64")
            let baseARM = Image("base", ["z"], arm)
            let appARM = Image("app", ["z", "y"], arm)
            let bases = Image(index: [base, baseARM])
            let apps = Image(index: [middle, appARM])
            try await test.push(bases, as: "12", in: "team/debian")
            try await test.push(apps, as: "1.0")
            let onIntel = Affected("team/app:1.0", [base, middle], index: apps)
            let onARM = Affected("team/app:1.0", [baseARM, appARM], index: apps)
            #expect(Set(try await test.affected("team/debian:12").list) == [onIntel, onARM])
            #expect(try await test.affected("team/debian@\(base.digest)").list == [onIntel])
            #expect(try await test.affected("team/debian@\(baseARM.digest)").list == [onARM])
        }
    }

    @Test(arguments: Stores.allCases)
    func layersAreBelievedBeforeClaimsAndClaimsFollowed(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            // Says what its layers show, by a shorter way.
            let layered = Image("layered", ["a", "b", "c"], Making(annotations: .base(base.digest)))
            let squashed = Image("squashed", ["s"], Making(annotations: .base(layered.digest)))
            let onSquashed = Image("on squashed", ["s", "t"])
            for (image, tag) in [
                (base, "base"), (middle, "middle"), (layered, "layered"), (squashed, "squashed"), (onSquashed, "top"),
            ] { try await test.push(image, as: tag.asTag) }
            #expect(
                try await test.affected("team/app:base").list == [
                    Affected("team/app:middle", [base, middle]), Affected("team/app:layered", [base, middle, layered]),
                    Affected("team/app:squashed", [base, middle, layered, squashed], .annotation),
                    Affected("team/app:top", [base, middle, layered, squashed, onSquashed]),
                ]
            )
        }
    }

    @Test(arguments: Stores.allCases)
    func circleOfClaimsComesToAnEnd(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let (one, two) = (Image("one", ["1"]), Image("two", ["2"]))
            let (first, second) = (
                Image(listing: [one], annotations: .base(two.digest)),
                Image(listing: [two], annotations: .base(one.digest))
            )
            try await test.push(first, as: "one")
            try await test.push(second, as: "two")
            let expected = [Affected("team/app:two", [one, two], .annotation, index: second)]
            #expect(try await test.affected("team/app:one").list == expected)
        }
    }

    /// Somebody else's index of the same image may be what was named.
    @Test(arguments: Stores.allCases)
    func indexInAnotherRepositoryMayBeNamed(_ stores: Stores) async throws {
        try await withRegistry(stores) { test in
            let mirrored = Image(listing: [base], annotations: ["mirrored": "yes"])
            let squashed = Image("squashed", ["s"], Making(annotations: .base(mirrored.digest)))
            try await test.push(base, as: "12", in: "team/debian")
            try await test.push(mirrored, as: "12", in: "mirror/debian")
            try await test.push(squashed, as: "1.0")
            let expected = [Affected("team/app:1.0", [base, squashed], .annotation)]
            #expect(try await test.affected("team/debian:12").list == expected)
        }
    }

    @Test(arguments: Stores.allCases)
    func nearestComeFirstUpToTheLimit(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            try await test.push(middle, as: "3", in: "team/python")
            for (limit, count) in [(0, 0), (1, 1), (2, 2), (3, 3)] {
                let affected = try await test.affected("team/debian:12", limit: limit)
                #expect(affected.images.count == count)
                #expect(affected.isTruncated)
            }
            #expect(try await test.affected("team/debian:12", limit: 3).images.allSatisfy { $0.path.count == 2 })
            let all = try await test.affected("team/debian:12", limit: 4)
            #expect(all.images.count == 4)
            #expect(!all.isTruncated)
        }
    }

    @Test(arguments: Stores.allCases)
    func whatCannotBeAskedAboutIsSaid(_ stores: Stores) async throws {
        try await withImages(stores) { test in
            for (reference, code) in [
                ("team/none:1", RegistryError.Code.repositoryUnknown), ("team/app:none", .manifestUnknown),
                ("team/app@\(Digest.absent)", .manifestUnknown), ("team/app", .requestInvalid),
                ("team/app:1.0@\(base.digest)", .requestInvalid),
            ] {
                let refused = try await refusal { _ = try await test.affected(reference) }
                #expect(refused == code, "\(reference)")
            }
        }
    }

    @Test func documentNamesEverything() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(base, as: "12", in: "team/debian")
            try await test.push(Image(index: [middle]), as: "3.12", in: "team/python")
            try await test.store(other, in: "team/other")
            let (index, old) = (Image(index: [middle]).digest, other.digest)
            let affected = try await test.affected("team/debian:12", .ever)
            let text = String(decoding: AffectedDocument(affected).json, as: UTF8.self)
            #expect(
                text == #"""
                    {"schema":"holdfast.affected/1","of":"team/debian:12@\#(base.digest)","images":[\#
                    {"repository":"team/python","tag":"3.12","digest":"\#(middle.digest)","index":"\#(index)",\#
                    "path":["\#(base.digest)","\#(middle.digest)"],"current":true,"evidence":"layers"},\#
                    {"repository":"team/other","tag":null,"digest":"\#(old)","path":["\#(base.digest)","\#(old)"],\#
                    "current":false,"evidence":"layers"}]}
                    """#
            )
            let short = AffectedDocument(try await test.affected("team/debian:12", limit: 0)).json
            #expect(String(decoding: short, as: UTF8.self).hasSuffix(#""images":[],"truncated":true}"#))
        }
    }
}
