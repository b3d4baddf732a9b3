// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel
internal import Policy
public import Storage

/// Where the images of a repository come from that stands for one of another registry.
public struct UpstreamOrigin: Hashable, Sendable {
    /// The name of the upstream here, such as `docker.io`.
    public let name: String
    /// Where it is.
    public let url: String
    /// The repository's name there, such as `library/nginx`.
    public let remote: RepositoryName
}

extension Registry {
    /// The name here of the upstream that people call by a name: that one, or the host where it is; nil without such.
    public func upstreamName(_ name: String) -> String? { upstreams.upstream(named: name)?.name }

    /// Tells where a repository's images come from; nil for one of this registry's own.
    public func upstreamOrigin(of repository: RepositoryName) -> UpstreamOrigin? {
        upstreams.place(of: repository).map { place in
            UpstreamOrigin(name: place.upstream.name, url: place.upstream.settings.url, remote: place.remote)
        }
    }
}

extension UpstreamCheck {
    /// Tells whether the tag means something else there than here, by the last answer.
    public func differs(from digest: Digest?) -> Bool { self.digest.map { $0 != digest } ?? false }
}
