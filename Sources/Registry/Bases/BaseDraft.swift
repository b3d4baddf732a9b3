// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Storage

/// What was found of an image's base, as far as the metadata tells it.
struct BaseDraft: Sendable {
    /// The line of the report, with the judgement that layers and digests allow.
    var line: BaseReport.Image
    /// What was judged.
    var question: BaseQuestion
    /// The image, and the ones that the base was and is, whose configurations may tell more.
    var image: StoredImage
    var then: StoredImage?
    var now: StoredImage?
    /// Which comparison tells what the move comes to.
    var subject: ComparisonRecord.Subject?
}

extension BaseDraft {
    /// The draft for an image that has no base that could be found.
    static func baseless(_ image: StoredImage, _ content: BaseContent, named tag: Tag?) -> BaseDraft {
        let reason = "nothing names its base, and its layers are those of no other image here"
        let question = BaseQuestion(image: content, then: nil, now: .unknown(reason))
        let line = BaseReport.Image(
            repository: image.repository,
            tag: tag,
            digest: image.manifest,
            platform: image.platform.isUnknown ? nil : image.platform,
            judgement: BaseJudgement(question)
        )
        return BaseDraft(line: line, question: question, image: image)
    }
}

extension BaseSearch {
    /// Judges the base of an image; nil when nothing names or shows one.
    mutating func draft(of image: StoredImage, named tag: Tag?) throws -> BaseDraft? {
        guard var base = try base(of: image) else { return nil }
        let content = try content(of: image)
        let (now, nowImage, current) = try now(of: base, for: image.platform)
        let thenImage = try base.place.flatMap { place in
            try base.then.flatMap { try self.image(of: $0.digest, in: place.repository, for: image.platform).image }
        }
        let hold = try base.place.flatMap { try store.openHold(of: $0.tag, in: $0.repository) }
        if let place = base.place { base.evidence += try remarks(about: place, current, hold) }
        let question = BaseQuestion(image: content, then: base.then, now: now, evidence: base.evidence)
        let judgement = BaseJudgement(question)
        let moved = judgement.status.isMove
        return BaseDraft(
            line: BaseReport.Image(
                repository: image.repository,
                tag: tag,
                digest: image.manifest,
                platform: image.platform.isUnknown ? nil : image.platform,
                base: base.name,
                builtOn: base.then?.digest,
                current: current,
                judgement: judgement,
                since: moved ? try since(base, image.platform) : nil,
                hold: hold?.id
            ),
            question: question,
            image: image,
            then: thenImage,
            now: nowImage,
            subject: moved ? current.map { ComparisonRecord.Subject(from: base.then?.digest, to: $0) } : nil
        )
    }

    private mutating func now(
        of base: BaseCandidate,
        for platform: Platform
    ) throws -> (BaseQuestion.Now, StoredImage?, Digest?) {
        guard let place = base.place else {
            return (.unknown("\(base.name ?? "the base that is named") is not known here"), nil, nil)
        }
        let spans = try spans(of: place)
        guard let current = spans.current else {
            let reason = spans.spans.isEmpty ? "\(place.name) is not known here" : "\(place.name) is deleted"
            return (.unknown(reason), nil, nil)
        }
        if let disputed = base.disputed, disputed == current {
            let then = base.then?.digest.short ?? "another digest"
            let reason =
                "the base that is named is \(then), which is not stored here, and the layers are those of another"
            return (.unknown(reason), nil, current)
        }
        let found = try image(of: current, in: place.repository, for: platform)
        guard !found.isDropped else { return (.dropped(current, platform: platform.description), nil, current) }
        let meaning = try meaning(of: current, in: place.repository, for: platform)
        return (.meaning(meaning), found.image, current)
    }

    /// When the tag came to mean something else than the base, if the history still tells.
    private mutating func since(_ base: BaseCandidate, _ platform: Platform) throws -> Timestamp? {
        guard let place = base.place, let then = base.then else { return nil }
        for span in try spans(of: place).spans {
            if span.digest == then.digest { return span.until }
            let image = try image(of: span.digest, in: place.repository, for: platform).image
            if let image, image.manifest == then.image ?? then.digest { return span.until }
        }
        return nil
    }

    /// What else is known of a base's tag: that it is held, and what the registry behind this one says.
    private func remarks(about place: BasePlace, _ current: Digest?, _ hold: HoldRecord?) throws -> [BaseEvidence] {
        let waiting = hold.map { ", held as hold \($0.id) since \($0.openedAt)" }
        guard let upstream = upstreams.place(of: place.repository)?.upstream.name,
            let check = try store.upstreamCheck(of: place.tag, in: place.repository), let digest = check.digest,
            digest != current
        else {
            return hold.map { [BaseEvidence(.log, "\(place.name) is to mean \($0.to.short)\(waiting ?? "")")] } ?? []
        }
        let held = hold?.to == digest ? waiting ?? "" : ", not taken over here"
        return [BaseEvidence(.upstream, "\(upstream) has \(place.name) mean \(digest.short)\(held)")]
    }
}
