// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// A change to a tag that did not happen, in all the words a person needs.
public struct TagRefusal: Hashable, Sendable {
    /// Why the tag stays.
    public enum Reason: Hashable, Sendable {
        /// The change waits for a decision.
        case held
        /// The same content was rejected before.
        case rejected(by: String, at: Timestamp, reason: String?)
        /// The rule forbids it.
        case forbidden
        /// Signatures are missing, and another tag of the same push may not change.
        case unsigned(String)
        /// The rule could not be evaluated.
        case unjudged(String)
        /// Another tag of the same push may not change, so none does.
        case together(with: Tag)
    }

    /// What would have changed the tag.
    public enum Occasion: Hashable, Sendable {
        case push
        case promotion
        case rollback

        /// The occasion, before a digest.
        var words: String {
            switch self {
            case .push: "your push of"
            case .promotion: "the promotion of"
            case .rollback: "the rollback to"
            }
        }
    }

    /// What would have changed the tag.
    public var occasion = Occasion.push
    /// The repository.
    public var repository: RepositoryName
    /// The tag that stays.
    public var tag: Tag
    /// What it means, and goes on meaning; nil when it does not exist.
    public var current: Digest?
    /// What the push would have made it mean.
    public var offered: Digest
    /// The rule that decided, in words.
    public var rule: String
    /// Why.
    public var reason: Reason
    /// The hold, when there is one.
    public var hold: Int64?

    /// Words the refusal for the output of a push, on one line.
    ///
    /// - Parameter url: Where the hold can be decided; nil leaves the address out.
    /// - Returns: The tag, both digests, the rule, and for a hold where and how to decide it.
    public func message(decideAt url: String?) -> String {
        let stays =
            current.map { "\(repository):\(tag) stays \($0)" } ?? "\(repository):\(tag) does not come into being"
        switch reason {
        case .held:
            let place = url.map { "at \($0) or " } ?? ""
            return "\(stays); \(occasion.words) \(offered) is held by \(rule) until someone approves it"
                + " (hold \(hold ?? 0)): decide \(place)with: holdfast holds approve \(hold ?? 0)"
        case .rejected(let name, let time, let words):
            return "\(stays); \(offered) was rejected by \(name) on \(time.rfc3339.prefix(10))"
                + (words.map { " (\($0))" } ?? "") + ", hold \(hold ?? 0); push other content, or ask an approver for:"
                + " holdfast holds reopen \(hold ?? 0)"
        case .forbidden:
            return "\(stays); \(occasion.words) \(offered) is refused: \(rule) allows no change; push under a new tag"
        case .unsigned(let needs):
            return "\(stays); \(occasion.words) \(offered) \(needs); it is not kept, because another tag of the same"
                + " push may not change"
        case .unjudged(let why):
            return "\(stays); \(occasion.words) \(offered) is refused: \(why), so nothing moves under that rule"
        case .together(let tag):
            return "\(stays); \(occasion.words) \(offered) also names \(tag), which may not change, so no tag moved"
        }
    }
}
