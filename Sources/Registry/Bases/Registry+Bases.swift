// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import ImageDiff
internal import NIOCore
public import OCIModel
internal import Policy
internal import Storage

extension Registry {
    /// The most images of one page of bases.
    public static let maximumBases = 2_000
    /// The most tags that are looked at for one page.
    private static let maximumBaseTags = 10_000
    /// The most configurations that are read for one page.
    private static let maximumBaseConfigs = 200

    /// Tells of images what they are built on and whether that moved, from what is stored here alone.
    ///
    /// No other registry is asked. Of all images those are told that a tag means now, outside the repositories of upstreams,
    /// and of which a base is named or shown by layers. An image that adds no layer has only a base that is named. Cost: a
    /// few look-ups for each image and some for each base, and some configurations where layers leave it open.
    /// - Parameters:
    ///   - reference: A tag or a digest, whose images are all told; nil for all images. A host is ignored.
    ///   - position: The tag after which to go on; only without a reference.
    ///   - hosts: The names under which clients call this registry, besides its public address and where it listens.
    ///   - limit: How many images are enough, at most ``maximumBases``; the images of one tag stay together.
    ///   - caller: Who asks; sees what that one may pull.
    /// - Returns: The images in the order of their names.
    /// - Throws: ``RegistryError``: `rightMissing`, `repositoryUnknown`, `manifestUnknown`, `held`, `requestInvalid`.
    public func bases(
        of reference: Reference?,
        after position: BaseReport.Position? = nil,
        hosts: [String] = [],
        limit: Int,
        by caller: Caller
    ) async throws -> BaseReport {
        let reference = reference.map(local)
        if let reference {
            try caller.require(.pull, in: reference.repository)
        } else {
            try caller.requireSignInIfNeeded()
        }
        let announcements = policy.announcements
        let names = OwnNames(publicURL: announcements.publicURL, hosts: announcements.hosts + hosts)
        let limit = min(max(limit, 1), Self.maximumBases)
        let (drafts, next, isBeingIndexed) = try await metadata.read { [upstreams] store in
            var survey = BaseSurvey(
                BaseSearch(store, caller, upstreams: upstreams, names: names),
                limit: limit,
                maximumTags: Self.maximumBaseTags
            )
            if let reference { try survey.look(at: reference) } else { try survey.look(after: position) }
            return (survey.drafts, survey.next, try store.imageIndexProgress() != .complete)
        }
        return BaseReport(
            images: try await completed(drafts),
            next: next,
            isBeingIndexed: isBeingIndexed
        )
    }

    /// The reference without its host, unless that is the name of an upstream, whose repositories begin with it here.
    private func local(_ reference: Reference) -> Reference {
        guard let host = reference.host, upstreams.upstreams[host] != nil,
            // A name that is too long together is none of a repository here.
            let repository = try? RepositoryName("\(host)/\(reference.repository)")
        else { return reference }
        return Reference(repository: repository, tag: reference.tag, digest: reference.digest)
    }

    /// Adds what configurations and comparisons tell.
    private func completed(_ drafts: [BaseDraft]) async throws -> [BaseReport.Image] {
        var configs: [Digest: ImageConfig?] = [:]
        var differences: [ComparisonRecord.Subject: BaseReport.Difference?] = [:]
        var lines: [BaseReport.Image] = []
        for draft in drafts {
            var draft = draft
            for image in draft.imagesToRead
            where configs[image.config] == nil && configs.count < Self.maximumBaseConfigs {
                configs[image.config] = .some(try await baseConfig(image))
            }
            draft.take { configs[$0.config] ?? nil }
            if let subject = draft.subject {
                if differences[subject] == nil { differences[subject] = .some(try await difference(subject)) }
                draft.line.difference = differences[subject] ?? nil
            }
            lines.append(draft.line)
        }
        return lines
    }

    /// The configuration of an image; nil where it cannot be read, which leaves the judgement to the layers.
    private func baseConfig(_ image: StoredImage) async throws -> ImageConfig? {
        do {
            guard let bytes = try await blobs.bytes(of: image.config, limit: ImageConfig.maximumSize),
                Digest(of: bytes, algorithm: image.config.algorithm) == image.config
            else { return nil }
            return try ImageConfig(Array(bytes.readableBytesView))
        } catch let error as StoreError where error.code == .corrupt || error.code == .tooLarge {
            return nil
        } catch is ManifestError {
            return nil
        }
    }

    /// What two bases were found to differ in; nil where they were not compared.
    private func difference(_ subject: ComparisonRecord.Subject) async throws -> BaseReport.Difference? {
        let stored = try await metadata.read { try $0.comparisonSummary(of: subject) }
        guard let stored, stored.format == ContentComparison.format, stored.failure == nil,
            let summary = HoldSummary(json: stored.summary)
        else { return nil }
        return BaseReport.Difference(
            verdict: summary.verdict,
            headline: summary.headline,
            severity: summary.severities.filter { $0.value > 0 }.keys.max()
        )
    }
}

extension BaseDraft {
    /// The images whose configurations tell more than their layers.
    fileprivate var imagesToRead: [StoredImage] {
        switch (line.judgement.status, then, now) {
        case (.metadataOnly, let then?, let now?): [then, now]
        case (.unknown, nil, let now?): [image, now]
        default: []
        }
    }

    /// Judges anew with the configurations that were read.
    fileprivate mutating func take(_ config: (StoredImage) -> ImageConfig?) {
        guard !imagesToRead.isEmpty, case .meaning(var meaning) = question.now else { return }
        meaning.content?.config = now.flatMap(config)
        question.now = .meaning(meaning)
        question.then?.content?.config = then.flatMap(config)
        question.image.config = config(image)
        line.judgement = BaseJudgement(question)
        if line.judgement.status.isMove, subject == nil, let current = line.current, let builtOn = line.builtOn {
            subject = ComparisonRecord.Subject(from: builtOn, to: current)
        }
    }
}
