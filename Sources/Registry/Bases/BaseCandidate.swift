// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Storage

/// A base that an image may have: what was built on, how that is known, and the tag here that it was the meaning of.
struct BaseCandidate {
    /// Its name as it was written, or as it is called here.
    var name: String?
    /// The tag here; nil if it is not here.
    var place: BasePlace?
    /// What it was, as somebody recorded it or as the layers and the history show.
    var then: BaseMeaning?
    /// What says so.
    var evidence: [BaseEvidence]

    /// How many layers of the image are those of the base; 0 where that is not known.
    func depth(in image: BaseContent) -> Int {
        guard let content = then?.content, image.begins(with: content) else { return 0 }
        return content.layers.count
    }
}

extension BaseSearch {
    /// The most claims about one image that are looked at.
    private static let maximumClaims = 50

    /// Finds the base of an image: of those that are named and those that the layers show the one with the most layers.
    ///
    /// A name that the layers do not bear out counts where nothing better is known. Provenance names all that a build used:
    /// what the image does not begin with was used, and not built on.
    mutating func base(of image: StoredImage) throws -> BaseCandidate? {
        let content = try content(of: image)
        var named: [BaseCandidate] = []
        var used: [BaseCandidate] = []
        for claim in try store.baseClaims(about: image.manifest, in: image.repository).prefix(Self.maximumClaims) {
            guard try admits(claim), let candidate = try candidate(of: claim, image, content) else { continue }
            switch claim.evidence {
            case .annotation: named.append(candidate)
            case .provenance: used.append(candidate)
            }
        }
        let shown = try candidateByLayers(of: image, content)
        let all = used + named + [shown].compactMap { $0 }
        // Of several with as many layers the first is the one whose evidence counts most.
        let deepest = all.map { $0.depth(in: content) }.max() ?? 0
        let best = deepest > 0 ? all.first { $0.depth(in: content) == deepest } : nil
        let unproven = named + (used.count == 1 ? used : [])
        guard var base = best ?? unproven.first(where: { $0.place != nil }) ?? unproven.first else { return nil }
        base.evidence += contradictions(to: base, named, in: content)
        return base
    }

    /// What others say that names another base than the one that was found.
    private func contradictions(
        to base: BaseCandidate,
        _ named: [BaseCandidate],
        in content: BaseContent
    ) -> [BaseEvidence] {
        named.filter { $0.then?.digest != base.then?.digest && $0.place != base.place }.prefix(4).map { other in
            let name = other.name ?? other.then?.digest.short ?? "a base"
            return other.depth(in: content) > 0
                ? BaseEvidence(.annotation, "\(name) is named, which lies further below")
                : BaseEvidence(.annotation, "\(name) is named, which the layers do not show", .contradicts)
        }
    }
}

// MARK: What is named

extension BaseSearch {
    private mutating func candidate(
        of claim: BaseClaim,
        _ image: StoredImage,
        _ content: BaseContent
    ) throws -> BaseCandidate? {
        let rung: BaseEvidence.Rung = claim.evidence == .annotation ? .annotation : .provenance
        let text = [claim.name, claim.base?.short].compactMap { $0 }.joined(separator: "@")
        var candidate = BaseCandidate(name: claim.name, evidence: [BaseEvidence(rung, "names \(text)")])
        candidate.place = try place(of: claim, pushedAt: image.pushedAt)
        candidate.then = claim.base.map { BaseMeaning(digest: $0) }
        guard let place = candidate.place else { return candidate }
        candidate.name = place.name
        if let digest = claim.base {
            candidate.then = try meaning(of: digest, in: place.repository, for: image.platform)
        } else {
            let (then, evidence) = try likeliest(of: place, image, content)
            candidate.then = then
            candidate.evidence.append(evidence)
        }
        return candidate
    }

    /// The tag here that a claim names, if there is one that the caller may see.
    private mutating func place(of claim: BaseClaim, pushedAt: Timestamp) throws -> BasePlace? {
        // What is no reference names nothing that could be looked up; its digest still may.
        guard let reference = claim.name.flatMap({ try? Reference($0) }) else {
            return try claim.base.flatMap { try place(meaning: $0, in: nil, at: pushedAt) }
        }
        let repositories = names.repositories(for: reference)
        for (repository, isCertain) in repositories.certain.map({ ($0, true) })
            + repositories.possible.map({ ($0, false) })
        where try maySee(repository) {
            if !isCertain {
                guard let digest = claim.base, try store.manifest(digest, in: repository) != nil else { continue }
            }
            if let tag = reference.tag { return BasePlace(repository: repository, tag: tag) }
            if let digest = claim.base, let place = try place(meaning: digest, in: repository, at: pushedAt) {
                return place
            }
            return BasePlace(repository: repository, tag: .latest)
        }
        return nil
    }

    /// A tag that means or meant a digest, in one repository or in any.
    private mutating func place(
        meaning digest: Digest,
        in repository: RepositoryName?,
        at moment: Timestamp
    ) throws -> BasePlace? {
        var places: [BasePlace: Digest] = [:]
        for repository in try repository.map({ [$0] }) ?? store.repositories(holding: digest)
        where try maySee(repository) {
            places.merge(try self.places(meaning: digest, in: repository)) { first, _ in first }
        }
        return try likeliest(of: places, at: moment)?.place
    }
}

// MARK: What layers and history show

extension BaseSearch {
    /// The most layers that are looked at; each costs a look-up.
    private static let maximumDepth = 256

    private mutating func candidateByLayers(of image: StoredImage, _ content: BaseContent) throws -> BaseCandidate? {
        for chain in try stack(of: image.chain).dropFirst().prefix(Self.maximumDepth) {
            let places = try places(of: chain.id, besides: image.repository)
            guard !places.isEmpty, let (place, digest) = try likeliest(of: places, at: image.pushedAt) else { continue }
            let then = try meaning(of: digest, in: place.repository, for: image.platform)
            guard let layers = then.content, content.begins(with: layers) else { continue }
            return BaseCandidate(
                name: place.name,
                place: place,
                then: then,
                evidence: [
                    BaseEvidence(.layers, "the lowest \(layers.layers.count) are those of \(place.name)"),
                    try evidence(of: digest, place, at: image.pushedAt),
                ]
            )
        }
        return nil
    }

    /// Of several tags the one to be told: one that meant it when the image was pushed, rather one that has moved since.
    ///
    /// Who built on a tag that moved wants to know; that another tag still means the same helps nobody.
    private mutating func likeliest(
        of places: [BasePlace: Digest],
        at moment: Timestamp
    ) throws -> (place: BasePlace, digest: Digest)? {
        var best: (rank: Int, place: BasePlace, digest: Digest)?
        for (place, digest) in places {
            let spans = try spans(of: place)
            guard !spans.spans.isEmpty else { continue }
            let wasMeant = spans.spans.contains { $0.digest == digest && $0.contains(moment) }
            let rank = (wasMeant ? 0 : 2) + (spans.current == digest ? 1 : 0)
            let name = best?.place.name ?? ""
            if (rank, place.name) < (best?.rank ?? .max, name) { best = (rank, place, digest) }
        }
        return best.map { ($0.place, $0.digest) }
    }

    /// What a tag meant that an image is said to be built on, by the layers; and what the history has to say to it.
    private mutating func likeliest(
        of place: BasePlace,
        _ image: StoredImage,
        _ content: BaseContent
    ) throws -> (BaseMeaning?, BaseEvidence) {
        var meanings: [BaseMeaning] = []
        for span in try spans(of: place).spans(firstAt: image.pushedAt)
        where !meanings.contains(where: { $0.digest == span.digest }) {
            meanings.append(try meaning(of: span.digest, in: place.repository, for: image.platform))
        }
        guard let likeliest = BaseMeaning.likeliest(of: meanings, for: content) else {
            return (nil, BaseEvidence(.log, "the image begins with nothing that \(place.name) ever meant"))
        }
        return (likeliest, try evidence(of: likeliest.digest, place, at: image.pushedAt))
    }

    private mutating func evidence(
        of digest: Digest,
        _ place: BasePlace,
        at moment: Timestamp
    ) throws -> BaseEvidence {
        let spans = try spans(of: place).spans
        if spans.contains(where: { $0.digest == digest && $0.contains(moment) }) {
            return BaseEvidence(.log, "\(place.name) meant \(digest.short) when the image was pushed")
        }
        guard let span = spans.first(where: { $0.digest == digest }) else {
            return BaseEvidence(.log, "\(place.name) has not meant \(digest.short)")
        }
        return BaseEvidence(.log, "\(place.name) meant \(digest.short) from \(span.from)")
    }
}
