// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ImageDiff
public import OCIModel

/// Images, what they are built on, and whether that moved.
public struct BaseReport: Hashable, Sendable {
    /// One image under one of its names, with its base.
    public struct Image: Hashable, Sendable {
        /// The repository.
        public var repository: RepositoryName
        /// The tag that means it; nil where it was asked for by digest.
        public var tag: Tag?
        /// The image's manifest.
        public var digest: Digest
        /// The platform; nil when the configuration names none.
        public var platform: Platform?
        /// The name of the base, as it is called here where it is here; nil if nothing names or shows a base.
        public var base: String?
        /// What the base's name meant when the image was built: an index or an image, as it was recorded.
        public var builtOn: Digest?
        /// What it means now; nil if that is not known here.
        public var current: Digest?
        /// Whether it moved.
        public var judgement: BaseJudgement
        /// Since when the name means something else than what the image is built on; nil if it does not, or nobody knows.
        public var since: Timestamp?
        /// The open hold that would move the base's tag.
        public var hold: Int64?
        /// What the move comes to, where the two were compared.
        public var difference: Difference?

        /// The name of the image, with the digest where it has no tag.
        public var reference: String { repository.rawValue + (tag.map { ":\($0)" } ?? "@\(digest)") }
    }

    /// What differs between two bases.
    public struct Difference: Hashable, Sendable {
        /// What it comes to.
        public var verdict: Verdict
        /// The same in one line.
        public var headline: String
        /// The heaviest difference; nil if nothing differs.
        public var severity: Severity?
    }

    /// A place in the list of all tags.
    public struct Position: Hashable, Sendable {
        /// The repository.
        public var repository: RepositoryName
        /// The tag.
        public var tag: Tag

        /// Creates a position.
        public init(repository: RepositoryName, tag: Tag) {
            self.repository = repository
            self.tag = tag
        }
    }

    /// The images, by repository, tag and platform.
    public var images: [Image]
    /// The last tag that was looked at, if there are more after it.
    public var next: Position?
    /// Tells whether images that an older version stored are still being put into the index.
    public var isBeingIndexed: Bool
}
