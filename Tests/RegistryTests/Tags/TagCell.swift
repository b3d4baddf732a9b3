// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel
import Policy
import Testing

/// One cell of the table of tag semantics: a situation, a rule, and what becomes of the push.
struct TagCell: Sendable, CustomTestStringConvertible {
    enum Situation: CaseIterable, Sendable {
        case firstPush
        case sameDigest
        case otherDigest
        case recreatedWithSame
        case recreatedWithOther
        case recreatedWithEarlier
        case companionThatAdds
        case companionThatDropsLayer
        case companionThatChangesAnnotation
        case fallbackIndexThatAdds
        case fallbackIndexThatDropsEntry
        case fallbackIndexThatChangesAnnotation
    }

    enum Outcome: Sendable {
        case moves
        case unchanged
        case held
        case forbidden
        case pends
    }

    /// The part of a rule that decides.
    private enum Decider {
        case nothing(Outcome)
        case create
        case change
    }

    let situation: Situation
    let rule: Rule
    let outcome: Outcome

    /// The table, written down a second time: what the code says must agree with this.
    private static let table: [(Situation, Decider)] = [
        (.firstPush, .create),
        (.sameDigest, .nothing(.unchanged)),
        (.otherDigest, .change),
        (.recreatedWithSame, .create),
        (.recreatedWithOther, .change),
        (.recreatedWithEarlier, .change),
        (.companionThatAdds, .nothing(.moves)),
        (.companionThatDropsLayer, .change),
        (.companionThatChangesAnnotation, .change),
        (.fallbackIndexThatAdds, .nothing(.moves)),
        (.fallbackIndexThatDropsEntry, .change),
        (.fallbackIndexThatChangesAnnotation, .change),
    ]

    static let all: [TagCell] = table.flatMap { situation, decider in
        let judged = TagAction.allCases.flatMap { create in
            TagAction.allCases.map { change in
                TagCell(
                    situation: situation,
                    rule: Rule(name: "the rule", change: change, create: create),
                    outcome: outcome(decider, create: create, change: change)
                )
            }
        }
        let requirement = Rule(
            name: "the rule",
            change: .allow,
            create: .allow,
            require: [Requirement(keys: ["release"])]
        )
        // The tags of signers carry the signatures, and need none.
        let unsigned: Outcome =
            switch situation {
            case .sameDigest: .unchanged
            case .firstPush, .otherDigest, .recreatedWithSame, .recreatedWithOther, .recreatedWithEarlier: .pends
            default: .moves
            }
        return judged + [TagCell(situation: situation, rule: requirement, outcome: unsigned)]
    }

    private static func outcome(_ decider: Decider, create: TagAction, change: TagAction) -> Outcome {
        switch decider {
        case .nothing(let outcome): outcome
        case .create: outcome(create)
        case .change: outcome(change)
        }
    }

    private static func outcome(_ action: TagAction) -> Outcome {
        switch action {
        case .allow: .moves
        case .hold: .held
        case .deny: .forbidden
        }
    }

    var testDescription: String {
        "\(situation), create: \(rule.create), change: \(rule.change)\(rule.require.isEmpty ? "" : ", require") -> \(outcome)"
    }
}

/// What a test has done before the push, and what it will push.
struct TagScene: Sendable {
    let tag: Tag
    /// What the tag meant, oldest first, all of it pushed.
    let before: [Image]
    let isDeleted: Bool
    let offered: Image

    var current: Digest? { isDeleted ? nil : before.last?.digest }
    var last: Digest? { before.last?.digest }
}

extension TagCell.Situation {
    private static let subject = Image("subject").digest
    private static let signature = Tag(stringLiteral: "sha256-\(subject.hex).sig")
    private static let fallback = Tag(stringLiteral: "sha256-\(subject.hex)")

    private static func signatures(_ layers: [String: String]) -> Image {
        Image(
            "signatures",
            layers: layers.sorted { $0.key < $1.key }.map { .init(text: $0.key, annotations: ["signature": $0.value]) }
        )
    }

    private static func referrers(_ entries: [(String, String)]) -> Image {
        Image(index: entries.map { Image($0.0, subject: subject) }, annotations: entries.map { ["note": $0.1] })
    }

    var scene: TagScene {
        let (one, two) = (Image("one"), Image("two"))
        let signed = Self.signatures(["first": "a", "second": "b"])
        let listed = Self.referrers([("first", "a"), ("second", "b")])
        func signature(_ offered: Image) -> TagScene {
            TagScene(tag: Self.signature, before: [signed], isDeleted: false, offered: offered)
        }
        func fallback(_ offered: Image) -> TagScene {
            TagScene(tag: Self.fallback, before: [listed], isDeleted: false, offered: offered)
        }
        return switch self {
        case .firstPush: TagScene(tag: "1.0", before: [], isDeleted: false, offered: one)
        case .sameDigest: TagScene(tag: "1.0", before: [one], isDeleted: false, offered: one)
        case .otherDigest: TagScene(tag: "1.0", before: [one], isDeleted: false, offered: two)
        case .recreatedWithSame: TagScene(tag: "1.0", before: [one], isDeleted: true, offered: one)
        case .recreatedWithOther: TagScene(tag: "1.0", before: [one], isDeleted: true, offered: two)
        // What a tag meant before its last meaning is other content, too.
        case .recreatedWithEarlier: TagScene(tag: "1.0", before: [one, two], isDeleted: true, offered: one)
        case .companionThatAdds: signature(Self.signatures(["first": "a", "second": "b", "third": "c"]))
        case .companionThatDropsLayer: signature(Self.signatures(["second": "b", "third": "c"]))
        case .companionThatChangesAnnotation: signature(Self.signatures(["first": "a", "second": "forged"]))
        case .fallbackIndexThatAdds: fallback(Self.referrers([("third", "c"), ("first", "a"), ("second", "b")]))
        case .fallbackIndexThatDropsEntry: fallback(Self.referrers([("first", "a")]))
        case .fallbackIndexThatChangesAnnotation:
            fallback(Self.referrers([("first", "a"), ("second", "forged"), ("third", "c")]))
        }
    }
}
