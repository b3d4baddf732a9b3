// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ImageDiff
import OCIModel
import Testing

/// Whether a base moved, state by state.
@Suite struct BaseJudgementTests {
    /// A layer, a manifest or an index by a letter; `-` is the layer without content.
    static func digest(_ name: Character) -> Digest {
        name == "-"
            ? ImageConfig.emptyLayer
            : Digest(algorithm: .sha256, hash: [UInt8](repeating: name.asciiValue ?? 0, count: 32))
    }

    /// Layers by letters, base first; with steps, a configuration whose history names them.
    static func content(_ layers: String, steps: [String]? = nil, user: String = "") throws -> BaseContent {
        let layers = layers.map(digest)
        guard let steps else { return BaseContent(layers: layers) }
        let history = steps.map { step in
            step.hasPrefix("#") ? #"{"created_by":"\#(step)","empty_layer":true}"# : #"{"created_by":"\#(step)"}"#
        }
        let text = #"""
            {"os":"linux","architecture":"amd64","config":{"User":"\#(user)"},
            "rootfs":{"type":"layers","diff_ids":[\#(layers.map { #""\#($0)""# }.joined(separator: ","))]},
            "history":[\#(history.joined(separator: ","))]}
            """#
        return BaseContent(try ImageConfig(Array(text.utf8)))
    }

    /// A meaning of an index, the platform's image in it, and its layers.
    static func meaning(_ index: Character, _ image: Character? = nil, _ layers: String? = nil) throws -> BaseMeaning {
        BaseMeaning(digest: digest(index), image: image.map(digest), content: try layers.map { try content($0) })
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let image: String
        var then: BaseMeaning?
        let now: BaseMeaning
        let status: BaseStatus
        var from: Int?
        var contradicts = false

        init(
            _ name: String,
            _ image: String,
            then: BaseMeaning?,
            now: BaseMeaning,
            _ status: BaseStatus,
            from: Int? = nil,
            contradicts: Bool = false
        ) {
            self.testDescription = name
            self.image = image
            self.then = then
            self.now = now
            self.status = status
            self.from = from
            self.contradicts = contradicts
        }
    }

    static func known() throws -> [Row] {
        [
            Row("same index", "abX", then: try meaning("I", "M", "ab"), now: try meaning("I", "M", "ab"), .current),
            Row(
                "platform's digest recorded",
                "abX",
                then: try meaning("M"),
                now: try meaning("I", "M", "ab"),
                .current
            ),
            Row("index recorded, image now", "abX", then: try meaning("I", "M", "ab"), now: try meaning("M"), .current),
            Row(
                "index made anew around the same image",
                "abX",
                then: try meaning("I", "M", "ab"),
                now: try meaning("J", "M", "ab"),
                .current
            ),
            Row("same digest, no layers known", "X", then: try meaning("I"), now: try meaning("I"), .current),
            Row(
                "named base is not below",
                "X",
                then: try meaning("I", "M", "ab"),
                now: try meaning("I", "M", "ab"),
                .unknown,
                contradicts: true
            ),
            Row(
                "named base holds nothing",
                "-X",
                then: try meaning("I", "M", "-"),
                now: try meaning("I", "M", "-"),
                .unknown
            ),
            Row(
                "rebuilt from the lowest layer",
                "abX",
                then: try meaning("I", "M", "ab"),
                now: try meaning("J", "N", "cd"),
                .moved,
                from: 0
            ),
            Row(
                "rebuilt from a layer up",
                "abX",
                then: try meaning("I", "M", "ab"),
                now: try meaning("J", "N", "ac"),
                .moved,
                from: 1
            ),
            Row(
                "grown by a layer",
                "abX",
                then: try meaning("I", "M", "ab"),
                now: try meaning("J", "N", "abc"),
                .moved,
                from: 2
            ),
            Row(
                "only empty layers shared",
                "-bX",
                then: try meaning("I", "M", "-b"),
                now: try meaning("J", "N", "-c"),
                .moved,
                from: 0
            ),
            Row(
                "top layers removed",
                "abcX",
                then: try meaning("I", "M", "abc"),
                now: try meaning("J", "N", "a"),
                .shrunk,
                from: 1
            ),
            Row(
                "same layers in another manifest",
                "abX",
                then: try meaning("I", "M", "ab"),
                now: try meaning("J", "N", "ab"),
                .metadataOnly
            ),
            Row("old one gone, new one below", "abX", then: try meaning("I"), now: try meaning("J", "N", "ab"), .moved),
            Row(
                "old one gone, new one differs",
                "abX",
                then: try meaning("I"),
                now: try meaning("J", "N", "ac"),
                .moved,
                from: 1
            ),
            Row("neither known", "abX", then: try meaning("I"), now: try meaning("J"), .moved),
            Row(
                "squashed, and the name moved",
                "X",
                then: try meaning("I", "M", "ab"),
                now: try meaning("J", "N", "ac"),
                .moved,
                from: 1,
                contradicts: true
            ),
            Row(
                "names the old one, stands on the new one",
                "cdX",
                then: try meaning("I", "M", "ab"),
                now: try meaning("J", "N", "cd"),
                .unknown,
                contradicts: true
            ),
        ]
    }

    @Test(arguments: try known())
    func baseThatWasRecordedIsJudgedByDigestsAndLayers(_ row: Row) throws {
        let judgement = BaseJudgement(
            BaseQuestion(image: try Self.content(row.image), then: row.then, now: .meaning(row.now))
        )
        #expect(judgement.status == row.status)
        #expect(judgement.changedFromLayer == row.from)
        #expect(judgement.evidence.contains { $0.bearing == .contradicts } == row.contradicts)
        #expect(!judgement.words.isEmpty)
    }

    static func unrecorded() throws -> [Row] {
        [
            Row("begins with all of it", "abX", then: nil, now: try meaning("I", "M", "ab"), .current),
            Row("shares nothing", "cdX", then: nil, now: try meaning("I", "M", "ab"), .unknown),
            Row("one layer of its own", "X", then: nil, now: try meaning("I", "M", "ab"), .unknown),
            Row("no layers", "", then: nil, now: try meaning("I", "M", "ab"), .unknown),
            Row("base without content", "-X", then: nil, now: try meaning("I", "M", "-"), .unknown),
            Row("base without layers", "aX", then: nil, now: try meaning("I", "M", ""), .unknown),
            Row("empty layers shared", "-X", then: nil, now: try meaning("I", "M", "-b"), .unknown),
            Row("layers not known", "abX", then: nil, now: try meaning("I"), .unknown),
            Row("some layers shared, no steps", "acX", then: nil, now: try meaning("I", "M", "ab"), .unknown),
        ]
    }

    @Test(arguments: try unrecorded())
    func baseThatNobodyRecordedIsCurrentOnlyIfAllOfItIsBelow(_ row: Row) throws {
        let judgement = BaseJudgement(
            BaseQuestion(image: try Self.content(row.image), then: nil, now: .meaning(row.now))
        )
        #expect(judgement.status == row.status)
        #expect(judgement.changedFromLayer == nil)
    }

    @Test(arguments: [
        (["FROM", "RUN update", "COPY"], BaseStatus.moved, Int?.some(1)),
        (["FROM", "RUN else", "COPY"], .unknown, nil),
        (["FROM", "RUN update"], .unknown, nil),
    ])
    func stepsTellWhetherTheBaseWasRebuilt(_ steps: [String], _ status: BaseStatus, _ from: Int?) throws {
        var now = try Self.meaning("I", "M")
        now.content = try Self.content("ab", steps: ["FROM", "RUN update"])
        let image = try Self.content("acX", steps: steps)
        let judgement = BaseJudgement(BaseQuestion(image: image, then: nil, now: .meaning(now)))
        #expect(judgement.status == status)
        #expect(judgement.changedFromLayer == from)
    }

    @Test func otherStepsBelowMakeItMetadataAlone() throws {
        var now = try Self.meaning("I", "M")
        now.content = try Self.content("ab", steps: ["FROM", "RUN", "# USER new"])
        let image = try Self.content("abX", steps: ["FROM", "RUN", "# USER old", "COPY"])
        #expect(BaseJudgement(BaseQuestion(image: image, then: nil, now: .meaning(now))).status == .metadataOnly)
        let same = try Self.content("abX", steps: ["FROM", "RUN", "# USER new", "COPY"])
        #expect(BaseJudgement(BaseQuestion(image: same, then: nil, now: .meaning(now))).status == .current)
    }

    @Test func settingsThatDifferAreNamed() throws {
        var then = try Self.meaning("I", "M")
        then.content = try Self.content("ab", steps: ["FROM", "RUN"], user: "root")
        var now = try Self.meaning("J", "N")
        now.content = try Self.content("ab", steps: ["FROM", "RUN"], user: "app")
        let image = try Self.content("abX")
        let judgement = BaseJudgement(BaseQuestion(image: image, then: then, now: .meaning(now)))
        #expect(judgement.status == .metadataOnly)
        #expect(judgement.evidence.map(\.description).contains("steps: settings that differ: user"))
    }

    @Test func droppedPlatformIsSaidInItsOwnWords() throws {
        let image = try Self.content("abX")
        let question = BaseQuestion(
            image: image,
            then: try Self.meaning("I", "M", "ab"),
            now: .dropped(Self.digest("J"), platform: "linux/arm/v7")
        )
        #expect(BaseJudgement(question).status == .moved)
        #expect(BaseJudgement(question).words == "the base dropped linux/arm/v7")
        var same = question
        same.then = try Self.meaning("J")
        #expect(BaseJudgement(same).status == .unknown)
    }

    @Test func whatCannotBeToldIsUnknownWithItsReason() throws {
        let question = BaseQuestion(
            image: try Self.content("abX"),
            then: try Self.meaning("I", "M", "ab"),
            now: .unknown("the tag was deleted"),
            evidence: [BaseEvidence(.annotation, "names debian:12")]
        )
        let judgement = BaseJudgement(question)
        #expect(judgement.status == .unknown)
        #expect(judgement.words == "the tag was deleted")
        #expect(judgement.evidence.map(\.description) == ["annotation: names debian:12"])
    }

    @Test func deepestMeaningThatTheImageBeginsWithIsTheLikeliest() throws {
        let meanings = [
            try Self.meaning("A", "a", "a"), try Self.meaning("B", "b", "abc"), try Self.meaning("C", "c", "abc"),
            try Self.meaning("D", "d", "abd"), try Self.meaning("E"), try Self.meaning("F", "f", "-"),
        ]
        #expect(BaseMeaning.likeliest(of: meanings, for: try Self.content("abcX"))?.digest == Self.digest("B"))
        #expect(BaseMeaning.likeliest(of: meanings, for: try Self.content("aX"))?.digest == Self.digest("A"))
        #expect(BaseMeaning.likeliest(of: meanings, for: try Self.content("-X")) == nil)
        // Top layers went: the tag's older meaning is the base, though the image begins with the new one as well.
        let then = BaseMeaning.likeliest(of: meanings, for: try Self.content("abcX"))
        let judgement = BaseJudgement(
            BaseQuestion(image: try Self.content("abcX"), then: then, now: .meaning(meanings[0]))
        )
        #expect(judgement.status == .shrunk)
        #expect(judgement.words == "the base shrank by its top 2 layers")
    }
}
