// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy

/// What a push would do to a tag, as far as the rules care.
enum TagSituation: Hashable, CaseIterable {
    /// The tag never existed.
    case first
    /// The tag means the offered digest already.
    case same
    /// The tag means something else.
    case other
    /// The tag is a signer's companion tag, and the offer keeps everything it has.
    case addition
    /// The tag was deleted while it meant the offered digest.
    case recreatedSame
    /// The tag was deleted while it meant something else: the tombstone makes this a change.
    case recreatedOther

    init(_ record: TagRecordView?, offered: Digest, isAddition: Bool) {
        guard let record else {
            self = .first
            return
        }
        switch (record.current, record.last) {
        case (offered?, _): self = .same
        case (.some, _): self = isAddition ? .addition : .other
        case (nil, offered): self = .recreatedSame
        case (nil, _): self = .recreatedOther
        }
    }
}

/// The two digests of a tag's record that a decision depends on.
struct TagRecordView {
    /// What the tag means now; nil once it is deleted.
    let current: Digest?
    /// What it last meant.
    let last: Digest
}

/// What a rule makes of a situation.
enum TagVerdict: Hashable {
    /// Nothing changes: 201.
    case unchanged
    /// The tag is set.
    case accept
    /// The change waits for a person.
    case hold
    /// The rule forbids it.
    case deny
    /// The change waits for signatures, of which these are missing.
    case pending(String)
    /// The rule cannot be evaluated, so the tag does not move.
    case unjudged(String)

    /// The table of the product: which part of a rule decides which situation.
    ///
    /// | situation      | decided by    |
    /// |----------------|---------------|
    /// | same           | nothing: 201  |
    /// | addition       | nothing: moves|
    /// | first          | `create`      |
    /// | recreatedSame  | `create`      |
    /// | recreatedOther | `change`      |
    /// | other          | `change`      |
    ///
    /// Where the rule requires signatures, whatever it does not forbid waits for them first.
    init(_ situation: TagSituation, under rule: Rule, signatures: SignatureState) {
        switch situation {
        case .same: self = .unchanged
        case .addition: self = .accept
        case .first, .recreatedSame: self.init(rule.create)
        case .other, .recreatedOther: self.init(rule.change)
        }
        guard situation != .same, self != .deny, !rule.require.isEmpty else { return }
        switch signatures {
        case .complete: break
        case .missing(let words): self = .pending(words)
        case .unknown: self = .unjudged("\(rule.name) requires signatures, and nobody looked for them")
        }
    }

    private init(_ action: TagAction) {
        switch action {
        case .allow: self = .accept
        case .hold: self = .hold
        case .deny: self = .deny
        }
    }
}

/// Whether the signatures are there that a rule requires.
enum SignatureState: Hashable {
    case complete
    /// These are missing, in words.
    case missing(String)
    /// Nobody looked.
    case unknown
}
