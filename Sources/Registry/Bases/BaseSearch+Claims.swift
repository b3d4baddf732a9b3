// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import OCIModel
internal import Storage

extension BaseSearch {
    /// The base that a claim names.
    mutating func candidate(
        of claim: BaseClaim,
        _ image: StoredImage,
        _ content: BaseContent
    ) throws -> BaseCandidate? {
        let rung: BaseEvidence.Rung = claim.evidence == .annotation ? .annotation : .provenance
        let text = [claim.name, claim.base?.short].compactMap { $0 }.joined(separator: "@")
        var candidate = BaseCandidate(name: claim.name, evidence: [BaseEvidence(rung, "names \(text)")], claim: claim)
        candidate.place = try place(of: claim, pushedAt: image.pushedAt)
        candidate.then = claim.base.map { BaseMeaning(digest: $0) }
        guard let place = candidate.place else { return candidate }
        candidate.name = place.name
        guard let digest = claim.base else {
            try lookUp(place, for: image, content, &candidate)
            return candidate
        }
        let then = try meaning(of: digest, in: place.repository, for: image.platform)
        candidate.then = then
        if let layers = then.content, content.begins(with: layers) { candidate.depth = layers.layers.count }
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
        var meanings: Set<TagMeaning> = []
        for repository in try repository.map({ [$0] }) ?? store.repositories(holding: digest)
        where try maySee(repository) {
            meanings.formUnion(try self.meanings(of: digest, in: repository))
        }
        return try likeliest(of: meanings, at: moment)?.place
    }
}
