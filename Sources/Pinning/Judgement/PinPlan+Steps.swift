// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

extension PinPlan {
    static func step(for found: FoundReference, _ request: PinRequest) -> Step? {
        if case .set(let image, let digest) = request.goal {
            guard let reference = found.reference, image.covers(reference) else { return nil }
            if request.isExcluded(found) { return .leave(.skipped, "excluded") }
            return obstacle(found, request) ?? .set(digest)
        }
        if request.isExcluded(found) { return .leave(.skipped, "excluded") }
        guard let reference = found.reference else {
            guard case .unknown(let reason) = found.meaning else { return nil }
            return found.isBeyondFiles || request.goal == .unpin ? .leave(.skipped, reason) : .unknown(reason)
        }
        switch request.goal {
        case .unpin:
            guard reference.digest != nil else { return .leave(found.option == nil ? .unpinned : .skipped, nil) }
            if case .onRequest(.staleVariables, _) = found.editing { return .remove }
            return obstacle(found, request) ?? .remove
        case .pin:
            guard reference.digest == nil else { return .leave(.pinned, nil) }
            return obstacle(found, request) ?? .ask(question(of: found, reference))
        case .update:
            if let obstacle = obstacle(found, request) {
                guard found.option == nil, reference.digest != nil, reference.tag != nil,
                    case .leave(_, let reason?) = obstacle
                else { return obstacle }
                return .compare(question(of: found, reference), reason)
            }
            guard reference.digest == nil || reference.tag != nil else {
                return followed(found, by: request.lock).map(Step.ask)
                    ?? .leave(.pinned, "no tag is written, so there is nothing to follow")
            }
            return .ask(question(of: found, reference))
        case .set: return nil
        }
    }

    /// Why a reference that could get a digest gets none, and how it stands then.
    private static func obstacle(_ found: FoundReference, _ request: PinRequest) -> Step? {
        let reason: String
        switch found.editing {
        case .inPlace: return nil
        case .onRequest(let wish, let why):
            guard !request.granted.contains(wish) else { return nil }
            if let option = found.option { return .leave(.skipped, "\(why); \(option) edits it") }
            reason = why
        case .lockOnly(let why):
            if let wish = found.neededRequest, !request.granted.contains(wish) { return .leave(.skipped, why) }
            reason = why
        }
        guard found.pinnedDigest == nil else { return .leave(.pinned, reason) }
        if let reference = found.reference, let entry = request.lock?.entry(for: reference) {
            return .leave(.pinned, "by holdfast.lock (\(VisibleText.line(entry.digest.rawValue))), as \(reason)")
        }
        return .leave(.unpinned, "\(reason); holdfast lock holds it")
    }

    private static func question(of found: FoundReference, _ reference: Reference) -> Reference {
        found.tagQuestion ?? reference.normalized()
    }

    /// The tag that a reference without one came from, as the lock remembers it.
    private static func followed(_ found: FoundReference, by lock: LockFile?) -> Reference? {
        guard var reference = found.reference?.normalized(), let digest = reference.digest else { return nil }
        reference.digest = nil
        reference.tag = .latest
        guard let entry = lock?.entry(for: reference), entry.digest == digest || entry.previous == digest else {
            return nil
        }
        return reference
    }
}

extension Reference {
    /// Tells whether a reference names the same image: the repository, and the tag if this reference has one.
    fileprivate func covers(_ other: Reference) -> Bool {
        let wish = normalized()
        let other = other.normalized()
        guard wish.host == other.host, wish.repository == other.repository else { return false }
        guard let tag = wish.tag else { return true }
        return tag == other.tag || other.tag == nil && other.digest == nil && tag == .latest
    }
}
