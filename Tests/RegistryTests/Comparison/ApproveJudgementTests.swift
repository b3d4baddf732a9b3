// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Registry
import Storage
import Testing

@Suite struct ApproveJudgementTests {
    /// A pair of images, a condition, and whether the rule approves.
    struct Row: CustomTestStringConvertible {
        let name: String
        let pair: (old: Image, new: Image)
        let conditions: [ApproveCondition]
        let isApproved: Bool

        var testDescription: String { name }
    }

    private static func paths(_ patterns: String..., below: ApproveCondition.Severity? = nil) -> ApproveCondition {
        // The patterns of this file are patterns.
        ApproveCondition(paths: patterns.compactMap { try? Glob($0, over: .path) }, severityBelow: below)
    }

    private static let moments = ApproveCondition(verdicts: [.timestampsOnly])
    private static let other = Image(files: [ComparedPair.base, [.program("app/tool", "one")]], Packing(user: "7"))
    private static let plain = ComparedPair.touched.old
    private static let labelled = Image(
        files: [ComparedPair.base, [.program("app/tool", "one")]],
        Packing(labels: ["a": "b"])
    )

    static let rows: [Row] = [
        Row(name: "moments", pair: ComparedPair.touched, conditions: [moments], isApproved: true),
        Row(
            name: "moments, wrong verdict",
            pair: ComparedPair.touched,
            conditions: [ApproveCondition(verdicts: [.sameFiles])],
            isApproved: false
        ),
        Row(
            name: "moments, second alternative",
            pair: ComparedPair.touched,
            conditions: [ApproveCondition(verdicts: [.identical]), moments],
            isApproved: true
        ),
        Row(name: "program", pair: ComparedPair.program, conditions: [moments], isApproved: false),
        Row(
            name: "program, any change",
            pair: ComparedPair.program,
            conditions: [ApproveCondition(verdicts: [.changed])],
            isApproved: true
        ),
        Row(
            name: "program, too heavy",
            pair: ComparedPair.program,
            conditions: [ApproveCondition(severityBelow: .high)],
            isApproved: false
        ),
        Row(
            name: "packages, light enough",
            pair: ComparedPair.refresh,
            conditions: [ApproveCondition(severityBelow: .high)],
            isApproved: true
        ),
        Row(
            name: "packages, not so light",
            pair: ComparedPair.refresh,
            conditions: [ApproveCondition(severityBelow: .medium)],
            isApproved: false
        ),
        Row(name: "page inside", pair: ComparedPair.page, conditions: [paths("/app/**")], isApproved: true),
        Row(
            name: "page inside and light",
            pair: ComparedPair.page,
            conditions: [paths("/app/**", below: .high)],
            isApproved: true
        ),
        Row(name: "page outside", pair: ComparedPair.page, conditions: [paths("/srv/**")], isApproved: false),
        Row(
            name: "program inside, too heavy",
            pair: ComparedPair.program,
            conditions: [paths("/app/**", below: .high)],
            isApproved: false
        ),
        Row(name: "inside, setting differs", pair: (plain, other), conditions: [paths("/**")], isApproved: false),
        Row(name: "inside, label differs", pair: (plain, labelled), conditions: [paths("/app/**")], isApproved: true),
        Row(name: "nothing asked", pair: ComparedPair.touched, conditions: [], isApproved: false),
    ]

    @Test(arguments: rows) func approvesWhatMeetsOneAlternativeWhole(_ row: Row) async throws {
        try await withRegistry(.memory) { test in
            try await test.push(row.pair.old, as: "1.0")
            test.rule(Rule(name: "r", approveWhen: row.conditions))
            let hold = try await test.hold(row.pair.new, as: "1.0")
            try await test.registry.makeComparisons()
            #expect(try await test.comparisonState(of: hold) == .ready)
            #expect(try await test.state(of: hold) == (row.isApproved ? .approved : .open))
        }
    }

    @Test func asksEveryPlatform() async throws {
        let (old, new) = ComparedPair.touched
        let arm = Packing(platform: "linux/arm64")
        let oldArm = Image(files: [[.program("app/tool", "one")]], arm)
        let newArm = Image(files: [[.program("app/tool", "two")]], arm)
        let movedArm = Image(files: [[PackedFile.program("app/tool", "one").touched()]], arm)
        try await withRegistry(.memory) { test in
            let both = Image(platforms: [("linux/amd64", old), ("linux/arm64", oldArm)])
            try await test.push(both, as: "1")
            try await test.push(both, as: "2")
            try await test.push(both, as: "3")
            try await test.push(both, as: "4")
            test.rule(Rule(name: "r", approveWhen: [Self.moments]))
            let partly = try await test.hold(
                Image(platforms: [("linux/amd64", new), ("linux/arm64", newArm)]),
                as: "1"
            )
            let wholly = try await test.hold(
                Image(platforms: [("linux/amd64", new), ("linux/arm64", movedArm)]),
                as: "2"
            )
            let fewer = try await test.hold(Image(platforms: [("linux/amd64", new)]), as: "3")
            test.rule(
                Rule(name: "r", approveWhen: [Self.moments, ApproveCondition(verdicts: [.sameFiles])])
            )
            let listed = try await test.hold(
                Image(platforms: [("linux/amd64", old), ("linux/arm64", oldArm)], more: #","annotations":{"a":"b"}"#),
                as: "4"
            )
            try await test.registry.makeComparisons()
            #expect(try await test.state(of: partly) == .open)
            #expect(try await test.state(of: wholly) == .approved)
            #expect(try await test.state(of: fewer) == .open)
            #expect(try await test.summary(of: fewer)?.unjudged == "a platform came or went")
            #expect(try await test.state(of: listed) == .approved)
            #expect(try await test.summary(of: listed)?.headline == "same images, listed by another index")
        }
    }

    @Test func judgesAgainWhenRulesChange() async throws {
        try await withRegistry(.memory) { test in
            try await test.push(ComparedPair.touched.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.touched.new, as: "1.0")
            try await test.registry.makeComparisons()
            #expect(try await test.state(of: hold) == .open)
            test.rule(Rule(name: "later", approveWhen: [Self.moments]))
            try await test.registry.makeComparisons()
            #expect(try await test.state(of: hold) == .approved)
        }
    }

    @Test(arguments: [
        Rule(name: "r", change: .deny, approveWhen: [moments]),
        Rule(name: "r", approveWhen: [moments], require: [Requirement(keys: ["k"])]),
    ]) func leavesAloneWhatTheRuleDoesNotHold(_ rule: Rule) async throws {
        try await withRegistry(.memory) { test in
            try await test.push(ComparedPair.touched.old, as: "1.0")
            let hold = try await test.hold(ComparedPair.touched.new, as: "1.0")
            test.rule(rule)
            try await test.registry.makeComparisons()
            #expect(try await test.state(of: hold) == .open)
        }
    }

    @Test func doesNotApproveWhatWasSupersededMeanwhile() async throws {
        try await withRegistry(.memory) { plain in
            try await plain.push(ComparedPair.touched.old, as: "1.0")
            let hold = try await plain.hold(ComparedPair.touched.new, as: "1.0")
            let once = Once()
            let (test, _) = try await plain.observed { digest in
                guard digest == ComparedPair.touched.new.layerDigests[0], once.isFirst else { return }
                plain.rule(Rule(name: "open", change: .allow))
                try await plain.push(ComparedPair.program.new, as: "1.0")
            }
            test.rule(Rule(name: "r", approveWhen: [Self.moments]))
            try await test.registry.makeComparisons()
            #expect(try await test.state(of: hold) == .superseded)
            #expect(try await plain.meaning(of: "1.0") == ComparedPair.program.new.digest)
        }
    }
}
