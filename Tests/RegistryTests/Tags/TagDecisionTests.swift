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
                #expect(TagVerdict(situation, under: Rule(name: "r", change: change, create: .allow)) == .accept)
                #expect(TagVerdict(situation, under: Rule(name: "r", change: change, create: .hold)) == .hold)
                #expect(TagVerdict(situation, under: Rule(name: "r", change: change, create: .deny)) == .deny)
            }
        }
    }

    @Test func changeAloneDecidesAboutATagThatMeantSomethingElse() {
        for situation in [TagSituation.other, .recreatedOther] {
            for create in TagAction.allCases {
                #expect(TagVerdict(situation, under: Rule(name: "r", change: .allow, create: create)) == .accept)
                #expect(TagVerdict(situation, under: Rule(name: "r", change: .hold, create: create)) == .hold)
                #expect(TagVerdict(situation, under: Rule(name: "r", change: .deny, create: create)) == .deny)
            }
        }
    }

    @Test func nothingMovesUnderARequirementThatCannotBeChecked() {
        let rule = Rule(name: "r", change: .allow, create: .allow, require: [Requirement(keys: ["release"])])
        for situation in TagSituation.allCases {
            switch TagVerdict(situation, under: rule) {
            case .unchanged: #expect(situation == .same)
            case .unjudged: #expect(situation != .same)
            case .accept, .hold, .deny: Issue.record("\(situation) was judged")
            }
        }
    }
}
