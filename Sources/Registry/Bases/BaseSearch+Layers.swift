// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Storage

extension BaseSearch {
    /// The most layers that are looked at; each costs a look-up.
    private static let maximumDepth = 256
    /// The most other tags of a base that are looked at.
    private static let maximumAliases = 20

    /// The base that the layers show, the nearest.
    mutating func candidateByLayers(of image: StoredImage, _ content: BaseContent) throws -> BaseCandidate? {
        for chain in try stack(of: image.chain).dropFirst().prefix(Self.maximumDepth) {
            let meanings = try meanings(of: chain.id, below: image)
            guard let found = try likeliest(of: meanings, at: image.pushedAt) else { continue }
            let place = found.place
            let meaning = try meaning(of: found.digest, in: place.repository, for: image.platform)
            guard let layers = meaning.content, content.begins(with: layers) else { continue }
            let words = "the lowest \(layers.layers.count) are those of \(place.name)"
            var candidate = BaseCandidate(name: place.name, place: place, evidence: [BaseEvidence(.layers, words)])
            try settle(on: meaning, place, for: image, &candidate)
            candidate.evidence += try aliases(of: found, at: image.pushedAt)
            return candidate
        }
        return nil
    }

    /// Finds what a tag meant that an image is said to be built on, by the layers and the history.
    mutating func lookUp(
        _ place: BasePlace,
        for image: StoredImage,
        _ content: BaseContent,
        _ candidate: inout BaseCandidate
    ) throws {
        var meanings: [BaseMeaning] = []
        for span in try spans(of: place).spans(firstAt: image.pushedAt)
        where !meanings.contains(where: { $0.digest == span.digest }) {
            meanings.append(try meaning(of: span.digest, in: place.repository, for: image.platform))
        }
        if let likeliest = BaseMeaning.likeliest(of: meanings, for: content) {
            try settle(on: likeliest, place, for: image, &candidate)
        } else if let other = try unstored(place, for: image), try spans(of: place).current != other.digest {
            candidate.then = other
            candidate.evidence.append(Self.unstored(other, place))
        } else {
            candidate.evidence.append(
                BaseEvidence(.log, "the image begins with nothing that \(place.name) ever meant")
            )
        }
    }

    /// Of several tags the one to be told: one that meant it when the image was pushed, rather one that has moved since.
    ///
    /// Who built on a tag that moved wants to know; that another tag still means the same helps nobody.
    mutating func likeliest(of meanings: Set<TagMeaning>, at moment: Timestamp) throws -> TagMeaning? {
        var best: (rank: Int, meaning: TagMeaning)?
        for meaning in meanings {
            let spans = try spans(of: meaning.place)
            guard !spans.spans.isEmpty else { continue }
            let rank = (spans.meant(meaning.digest, at: moment) ? 0 : 2) + (spans.current == meaning.digest ? 1 : 0)
            if let best, (best.rank, best.meaning) <= (rank, meaning) { continue }
            best = (rank, meaning)
        }
        return best?.meaning
    }
}

// MARK: What the history has to say to it

extension BaseSearch {
    /// Decides what an image was built on whose layers show something that a tag means or meant.
    ///
    /// Layers alone would have a base that shrank be what it always was. So what the tag meant when the image was pushed
    /// counts, though nothing but its digest is known any more.
    private mutating func settle(
        on shown: BaseMeaning,
        _ place: BasePlace,
        for image: StoredImage,
        _ candidate: inout BaseCandidate
    ) throws {
        let spans = try spans(of: place)
        candidate.shown = shown.digest
        candidate.depth = shown.content?.layers.count ?? 0
        candidate.evidence.append(Self.evidence(of: shown.digest, place, spans, at: image.pushedAt))
        if spans.meant(shown.digest, at: image.pushedAt) {
            candidate.then = shown
        } else if let other = try unstored(place, for: image), try !lists(other, shown, place) {
            candidate.then = other
            candidate.evidence.append(Self.unstored(other, place))
        } else {
            // What the tag came to mean later, and still means, is judged by the layers: nobody knows what was before.
            candidate.then = spans.current == shown.digest ? nil : shown
        }
    }

    /// What a tag meant when an image was pushed, if no layers of it are known here.
    private mutating func unstored(_ place: BasePlace, for image: StoredImage) throws -> BaseMeaning? {
        guard let span = try spans(of: place).spans.first(where: { $0.contains(image.pushedAt) }) else { return nil }
        let meaning = try meaning(of: span.digest, in: place.repository, for: image.platform)
        return meaning.content == nil ? meaning : nil
    }

    /// Tells whether an index, stored without all its images, lists the same image.
    private func lists(_ index: BaseMeaning, _ shown: BaseMeaning, _ place: BasePlace) throws -> Bool {
        guard let image = shown.image else { return false }
        return try index.digest == image || store.children(of: index.digest, in: place.repository).contains(image)
    }

    private static func unstored(_ meaning: BaseMeaning, _ place: BasePlace) -> BaseEvidence {
        BaseEvidence(
            .log,
            "\(place.name) meant \(meaning.digest.short) when the image was pushed, which is not stored here any more"
        )
    }

    private static func evidence(
        of digest: Digest,
        _ place: BasePlace,
        _ spans: TagSpans,
        at moment: Timestamp
    ) -> BaseEvidence {
        if spans.meant(digest, at: moment) {
            return BaseEvidence(.log, "\(place.name) meant \(digest.short) when the image was pushed")
        }
        guard let span = spans.spans.first(where: { $0.digest == digest }) else {
            return BaseEvidence(.log, "\(place.name) has not meant \(digest.short)")
        }
        return BaseEvidence(.log, "\(place.name) meant \(digest.short) from \(span.from)")
    }

    /// The other tags that meant the same then: layers cannot tell which of them was built on.
    private mutating func aliases(of meaning: TagMeaning, at moment: Timestamp) throws -> [BaseEvidence] {
        let repository = meaning.place.repository
        var words: [String] = []
        for tag in try store.tags(everMeaning: meaning.digest, in: repository).prefix(Self.maximumAliases)
        where tag != meaning.place.tag && CompanionTag(tag) == nil {
            let spans = try spans(of: BasePlace(repository: repository, tag: tag))
            guard spans.meant(meaning.digest, at: moment) else { continue }
            words.append("\(tag)" + (spans.current == meaning.digest ? " (still does)" : ""))
        }
        return words.isEmpty
            ? [] : [BaseEvidence(.log, "other tags meant the same then: \(words.joined(separator: ", "))")]
    }
}
