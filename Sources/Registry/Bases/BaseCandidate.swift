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
    /// Who says so; nil where layers alone show it.
    var claim: BaseClaim?
    /// What the tag meant whose layers the image begins with, which need not be what it was built on.
    var shown: Digest?
    /// How many layers of the image are those of the base; 0 where that is not known.
    var depth = 0
    /// What the layers and the history show, and somebody denies: while the tag means this, nothing can be told.
    var disputed: Digest?
}

extension BaseSearch {
    /// The most claims about one image that are looked at.
    private static let maximumClaims = 50

    /// Finds the base of an image: of those that are named and borne out by the layers the one with the most layers, or
    /// else what the layers show.
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
        let unproven = named + (used.count == 1 ? used : [])
        let best = try best(of: used + named, shown, for: image)
        guard var base = best ?? unproven.first(where: { $0.place != nil }) ?? unproven.first else { return nil }
        base.evidence += contradictions(to: base, named)
        return base
    }

    /// Weighs what is named against what the layers show; nil where the layers show nothing and bear out nothing.
    private mutating func best(
        of claimed: [BaseCandidate],
        _ shown: BaseCandidate?,
        for image: StoredImage
    ) throws -> BaseCandidate? {
        // Of several with as many layers the first is the one whose evidence counts most.
        let deepest = claimed.map(\.depth).max() ?? 0
        let proven = deepest > 0 ? claimed.first { $0.depth == deepest } : nil
        guard let shown else { return proven }
        guard var proven else { return try disputed(shown, claimed, for: image) ?? shown }
        guard shown.depth > proven.depth else { return proven }
        if try inherits(proven.claim, from: shown, for: image) { return shown }
        let name = shown.name ?? "another image"
        proven.evidence.append(
            BaseEvidence(.layers, "the image begins with all of \(name), too, which nobody names as its base")
        )
        return proven
    }

    /// The claim that a tag meant something else than what the layers show, of which nothing is stored: the layers cannot
    /// tell then, since what is left of a base that shrank is below the image all the same.
    private mutating func disputed(
        _ shown: BaseCandidate,
        _ claimed: [BaseCandidate],
        for image: StoredImage
    ) throws -> BaseCandidate? {
        guard let place = shown.place, let digest = shown.shown else { return nil }
        let found = try meaning(of: digest, in: place.repository, for: image.platform)
        let other = claimed.first { claim in
            guard claim.place == place, let then = claim.then else { return false }
            return then.content == nil && then.digest != found.digest && then.digest != found.image
        }
        guard var other else { return nil }
        other.evidence += shown.evidence
        other.depth = shown.depth
        if try spans(of: place).meant(digest, at: image.pushedAt) { other.disputed = digest }
        return other
    }

    /// Tells whether an image took over what it says of its base from the image below, as labels are.
    private mutating func inherits(
        _ claim: BaseClaim?,
        from base: BaseCandidate,
        for image: StoredImage
    ) throws -> Bool {
        guard let claim, claim.evidence == .annotation, let place = base.place, let digest = base.shown,
            let below = try self.image(of: digest, in: place.repository, for: image.platform).image
        else { return false }
        return try store.baseClaims(about: below.manifest, in: place.repository).prefix(Self.maximumClaims)
            .contains { $0.evidence == .annotation && $0.name == claim.name && $0.base == claim.base }
    }

    /// What others say that names another base than the one that was found.
    private func contradictions(to base: BaseCandidate, _ named: [BaseCandidate]) -> [BaseEvidence] {
        named.filter { $0.then?.digest != base.then?.digest && $0.place != base.place }.prefix(4).map { other in
            let name = other.name ?? other.then?.digest.short ?? "a base"
            return other.depth > 0
                ? BaseEvidence(.annotation, "\(name) is named, which lies further below")
                : BaseEvidence(.annotation, "\(name) is named, which the layers do not show", .contradicts)
        }
    }
}
