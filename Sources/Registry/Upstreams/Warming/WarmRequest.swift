// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// An image of an upstream that is to be fetched before somebody pulls it.
public struct WarmRequest: Hashable, Sendable {
    /// The most platforms that one request names.
    public static let maximumPlatforms = 50

    /// The repository here, such as `docker.io/library/nginx`.
    public let repository: RepositoryName
    /// The tag; nil where the digest alone says what is meant.
    public let tag: Tag?
    /// The digest, which decides where there is a tag, too; nil for what the tag means.
    public let digest: Digest?
    /// The platforms whose images are wanted of an index; nil for all of them.
    public let platforms: Set<Platform>?

    /// Creates a request; without tag and digest it is about `latest`, as every client takes it.
    public init(repository: RepositoryName, tag: Tag?, digest: Digest?, platforms: Set<Platform>?) {
        self.repository = repository
        self.tag = tag ?? (digest == nil ? .latest : nil)
        self.digest = digest
        self.platforms = platforms
    }

    /// The image as people write it.
    public var reference: String {
        repository.rawValue + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}
