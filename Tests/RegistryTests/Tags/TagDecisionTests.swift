// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Storage
import Testing

@testable import Registry

@Suite struct TagDecisionTests {
    private static let one = Image("one").digest
    private static let two = Image("two").digest

    private static func situation(current: Digest?, last: Digest, addition: Bool = false) -> TagSituation {
        TagSituation(TagRecordView(current: current, last: last), offered: two, isAddition: addition)
    }

    @Test func situationFollowsFromTheTagsRecord() {
        #expect(TagSituation(nil, offered: Self.two, isAddition: false) == .first)
        #expect(Self.situation(current: Self.two, last: Self.two) == .same)
        #expect(Self.situation(current: Self.one, last: Self.one) == .other)
        #expect(Self.situation(current: Self.one, last: Self.one, addition: true) == .addition)
        #expect(Self.situation(current: nil, last: Self.two) == .recreatedSame)
        #expect(Self.situation(current: nil, last: Self.one) == .recreatedOther)
        // Nothing can be added to a tag that is deleted, or that never was.
        #expect(Self.situation(current: nil, last: Self.one, addition: true) == .recreatedOther)
        #expect(TagSituation(nil, offered: Self.two, isAddition: true) == .first)
    }

    @Test func createAloneDecidesAboutATagThatMeantNothingElse() {
        for situation in [TagSituation.first, .recreatedSame] {
            for change in TagAction.allCases {
                #expect(
                    TagVerdict(situation, under: Rule(name: "r", change: change, create: .allow), signatures: .complete)
                        == .accept
                )
                #expect(
                    TagVerdict(situation, under: Rule(name: "r", change: change, create: .hold), signatures: .complete)
                        == .hold
                )
                #expect(
                    TagVerdict(situation, under: Rule(name: "r", change: change, create: .deny), signatures: .complete)
                        == .deny
                )
            }
        }
    }

    @Test func changeAloneDecidesAboutATagThatMeantSomethingElse() {
        for situation in [TagSituation.other, .recreatedOther] {
            for create in TagAction.allCases {
                #expect(
                    TagVerdict(situation, under: Rule(name: "r", change: .allow, create: create), signatures: .complete)
                        == .accept
                )
                #expect(
                    TagVerdict(situation, under: Rule(name: "r", change: .hold, create: create), signatures: .complete)
                        == .hold
                )
                #expect(
                    TagVerdict(situation, under: Rule(name: "r", change: .deny, create: create), signatures: .complete)
                        == .deny
                )
            }
        }
    }

    @Test(arguments: TagSituation.allCases)
    func nothingMovesWithoutTheSignaturesThatAreRequired(_ situation: TagSituation) {
        let rule = Rule(name: "r", change: .allow, create: .allow, require: [Requirement(keys: ["release"])])
        guard situation != .same else {
            #expect(TagVerdict(situation, under: rule, signatures: .unknown) == .unchanged)
            return
        }
        #expect(TagVerdict(situation, under: rule, signatures: .missing("lacks one")) == .pending("lacks one"))
        #expect(TagVerdict(situation, under: rule, signatures: .complete) == .accept)
        guard case .unjudged = TagVerdict(situation, under: rule, signatures: .unknown) else {
            Issue.record("\(situation) was judged though nobody looked for signatures")
            return
        }
    }

    @Test func whatIsForbiddenNeedsNoSignatures() {
        let rule = Rule(name: "r", change: .deny, create: .deny, require: [Requirement(keys: ["release"])])
        #expect(TagVerdict(.first, under: rule, signatures: .missing("lacks one")) == .deny)
        #expect(TagVerdict(.other, under: rule, signatures: .missing("lacks one")) == .deny)
    }
}
