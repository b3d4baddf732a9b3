// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The registries that this one stands in front of, by the names that their repositories begin with here.
public struct UpstreamSet: Sendable {
    /// The upstreams, by name.
    public let upstreams: [String: UpstreamRegistry]
    /// The upstream that clients mean who take this registry for a mirror and do not say of what.
    public let standard: UpstreamRegistry?

    /// No upstreams.
    public static let none = UpstreamSet([], standard: nil)

    /// Creates a set.
    ///
    /// - Parameters:
    ///   - upstreams: The upstreams; of several with one name the last counts.
    ///   - standard: The name of the one that is meant by clients that name none.
    public init(_ upstreams: [UpstreamRegistry], standard: String?) {
        self.upstreams = Dictionary(upstreams.map { ($0.name, $0) }) { $1 }
        self.standard = standard.flatMap { name in upstreams.last { $0.name == name } }
    }

    /// The repository of an upstream that a repository stands for; nil for one of this registry's own.
    func place(of repository: RepositoryName) -> UpstreamPlace? {
        guard !upstreams.isEmpty, let slash = repository.rawValue.firstIndex(of: "/") else { return nil }
        guard let upstream = upstreams[String(repository.rawValue[..<slash])],
            // What follows a slash in a name is a name.
            let remote = try? RepositoryName(repository.rawValue[repository.rawValue.index(after: slash)...])
        else { return nil }
        return UpstreamPlace(upstream: upstream, repository: repository, remote: remote)
    }
}

/// A repository of an upstream.
struct UpstreamPlace: Sendable {
    let upstream: UpstreamRegistry
    /// Its name here, such as `docker.io/library/nginx`.
    let repository: RepositoryName
    /// Its name there, such as `library/nginx`.
    let remote: RepositoryName

    /// The name that history gives to what the upstream does; no user can have it.
    var actor: String { "upstream \(upstream.name)" }
}
