// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// Where content stands in the history of a tag.
struct TagStanding: Equatable, Sendable {
    /// The places it may have.
    enum Status: String, Sendable {
        /// It is what the tag means.
        case current
        /// The tag meant it, and has moved on.
        case behind
        /// The tag meant it, or never did, and means nothing any more.
        case deleted
        /// It was offered, and nobody has decided.
        case held
        /// It was offered and refused.
        case rejected
        /// The tag never meant it.
        case never
        /// There is nothing to judge it by.
        case unknown
    }

    var status: Status
    /// How often the tag has changed since it meant the content; nil unless it did.
    var behind: Int?
    /// Since when the status is what it is, as the registry wrote it.
    var since: String?
    /// Whether the tag ever meant the content and nobody rejected it since; nil when that is not known.
    var isApproved: Bool?
    /// The digest by which the history knows the content.
    var digest: Digest?
    /// Why the status is unknown.
    var reason: String?

    /// Nothing is known, for a reason.
    static func unknown(_ reason: String) -> TagStanding { TagStanding(status: .unknown, reason: reason) }

    private init(status: Status, reason: String? = nil) {
        self.status = status
        self.reason = reason
    }

    /// Judges content by the events of a tag.
    ///
    /// - Parameters:
    ///   - digests: The digests of the content, any of which may be the one the tag meant.
    ///   - events: All events of the tag, newest first.
    init(of digests: [Digest], in events: [TagEventView]) {
        guard !digests.isEmpty else {
            self = .unknown("the engine knows no digest of it: it was built or loaded there")
            return
        }
        let texts = Set(digests.map(\.rawValue))
        let concerned = { (event: TagEventView) in event.digest.map(texts.contains) ?? false }
        let meanings = Self.meanings(events)
        guard let newest = meanings.first else {
            self = .unknown("the registry has no history of the tag")
            return
        }
        let place = meanings.firstIndex { $0.meaning.map(texts.contains) ?? false }
        let decision = events.first { concerned($0) && ["held", "pending", "rejected"].contains($0.event) }
        let found = place.flatMap { meanings[$0].meaning } ?? decision?.digest
        // Losing the error is right: it is one of the digests, which are.
        digest = found.flatMap { try? Digest($0) }
        behind = place
        switch (place, decision?.event) {
        case (0?, _): (status, since) = (.current, newest.time)
        case (let place?, _):
            (status, since) = (newest.meaning == nil ? .deleted : .behind, meanings[place - 1].time)
        case (nil, "rejected"?): (status, since) = (.rejected, decision?.time)
        case (nil, .some): (status, since) = Self.open(decision, events)
        case (nil, nil):
            status = newest.meaning == nil ? .deleted : .never
            since = newest.meaning == nil ? newest.time : nil
        }
        isApproved = place != nil && !Self.isRejected(decision, since: place.map { meanings[$0] })
    }

    /// The events after which the tag meant something else, newest first.
    private static func meanings(_ events: [TagEventView]) -> [TagEventView] {
        var meanings: [TagEventView] = []
        for event in events where event.setsMeaning {
            // The same content once more is no move; it counts from the first time.
            if let last = meanings.last, last.meaning == event.meaning { meanings.removeLast() }
            meanings.append(event)
        }
        return meanings
    }

    /// What was held may have been decided without a word about its digest: something else came instead.
    private static func open(_ decision: TagEventView?, _ events: [TagEventView]) -> (Status, String?) {
        guard let decision, let index = decision.index else { return (.held, decision?.time) }
        let closed = events.first { event in
            event.digest == decision.digest && ["superseded", "expired"].contains(event.event)
                && (event.index ?? -1) > index
        }
        return closed.map { (.never, $0.time) } ?? (.held, decision.time)
    }

    /// Whether content was rejected after the tag came to mean it.
    private static func isRejected(_ decision: TagEventView?, since meaning: TagEventView?) -> Bool {
        guard let decision, decision.event == "rejected" else { return false }
        guard let meaning, let then = meaning.index, let now = decision.index else { return true }
        return now > then
    }
}
