// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Policy
internal import Storage

/// A walk over the tags whose images' bases are wanted.
struct BaseSurvey {
    private var search: BaseSearch
    private let limit: Int
    private let maximumTags: Int
    private(set) var drafts: [BaseDraft] = []
    /// The last tag that was looked at, if there are more.
    private(set) var next: BaseReport.Position?
    private var tags = 0

    /// The most images of one tag.
    private static let maximumVariants = 200

    init(_ search: BaseSearch, limit: Int, maximumTags: Int) {
        self.search = search
        self.limit = limit
        self.maximumTags = maximumTags
    }

    /// Looks at all images that a reference means, also at those that have no base.
    mutating func look(at reference: Reference) throws {
        let repository = reference.repository
        guard try search.store.hasRepository(repository) else { throw Registry.unknown(repository) }
        var exploration = GraphExploration(search.store, search.caller, limit: Self.maximumVariants)
        guard let digest = try exploration.digest(of: reference) else {
            throw RegistryError(.requestInvalid, "\(repository) is a repository; name one of its tags or digests")
        }
        try exploration.includeImages(of: digest, in: repository)
        let images = exploration.images.values.map(\.first)
        for image in images.sorted(by: {
            ($0.platform.description, $0.manifest) < ($1.platform.description, $1.manifest)
        }) {
            let draft = try search.draft(of: image, named: reference.tag)
            drafts.append(try draft ?? .baseless(image, search.content(of: image), named: reference.tag))
        }
    }

    /// Looks at all tags after one, outside the repositories of upstreams.
    mutating func look(after position: BaseReport.Position?) throws {
        if let position {
            guard try look(in: position.repository, after: position.tag) else { return }
        }
        var last = position?.repository
        while true {
            let page = try search.store.repositories(after: last, limit: 500)
            for summary in page where try !look(in: summary.name, after: nil) { return }
            guard page.count == 500 else { break }
            last = page.last?.name
        }
        next = nil
    }

    /// Looks at the tags of a repository; false once that is enough.
    private mutating func look(in repository: RepositoryName, after tag: Tag?) throws -> Bool {
        guard search.upstreams.place(of: repository) == nil, search.caller.may(.pull, in: repository) else {
            return true
        }
        var last = tag
        while true {
            let page = try search.store.tags(in: repository, after: last, limit: 500)
            for record in page where CompanionTag(record.tag) == nil {
                guard drafts.count < limit, tags < maximumTags else { return false }
                tags += 1
                next = BaseReport.Position(repository: repository, tag: record.tag)
                guard let digest = record.digest else { continue }
                for image in try images(of: digest, in: repository) {
                    if let draft = try search.draft(of: image, named: record.tag) { drafts.append(draft) }
                }
            }
            guard page.count == 500 else { return true }
            last = page.last?.tag
        }
    }

    /// The images that a tag means, by platform.
    private mutating func images(of digest: Digest, in repository: RepositoryName) throws -> [StoredImage] {
        if let image = try search.store.image(digest, in: repository) { return try search.admits(image) ? [image] : [] }
        var images: [StoredImage] = []
        for child in try search.store.children(of: digest, in: repository).prefix(Self.maximumVariants) {
            guard let image = try search.store.image(child, in: repository), try search.admits(image) else { continue }
            images.append(image)
        }
        return images.sorted { ($0.platform.description, $0.manifest) < ($1.platform.description, $1.manifest) }
    }
}
