// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Reference {
    /// The host of docker's registry, which references without a host mean.
    public static let dockerHub = "docker.io"

    /// The reference with everything said that it leaves to custom.
    ///
    /// Without a host it gets the given one. The names that docker's registry has become `docker.io`, hosts lower case,
    /// and a repository of one element there gets `library/` before it. Tag and digest stay as they are.
    ///
    /// - Parameter defaultHost: The registry of references that name none.
    /// - Returns: A reference with a host.
    public func normalized(defaultHost: String = Reference.dockerHub) -> Reference {
        var result = self
        let host = Self.canonicalHost(host ?? defaultHost)
        result.host = host
        if host == Self.dockerHub, !repository.rawValue.contains("/"),
            // Losing the reason is right: a name too long to take the prefix is one the registry does not have.
            let official = try? RepositoryName("library/\(repository)")
        {
            result.repository = official
        }
        return result
    }

    /// The one name of a host: hosts ignore case, and docker's own registry has three names.
    public static func canonicalHost(_ host: String) -> String {
        switch host.lowercased() {
        case "docker.io", "index.docker.io", "registry-1.docker.io": dockerHub
        case let other: other
        }
    }
}
