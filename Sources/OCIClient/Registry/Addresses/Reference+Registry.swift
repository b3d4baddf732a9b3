// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

extension Reference {
    /// The reference with everything said that it leaves to custom.
    ///
    /// Without a host it gets the given one. The names that docker's registry has become `docker.io`, hosts lower case,
    /// and a repository of one element there gets `library/` before it. Tag and digest stay as they are.
    ///
    /// - Parameter defaultHost: The registry of references that name none.
    /// - Returns: A reference with a host.
    public func normalized(defaultHost: String = RegistryAddress.dockerHub) -> Reference {
        var result = self
        let host = CredentialScope.canonical(host ?? defaultHost)
        result.host = host
        if host == RegistryAddress.dockerHub, !repository.rawValue.contains("/"),
            // Losing the reason is right: a name too long to take the prefix is one the registry does not have.
            let official = try? RepositoryName("library/\(repository)")
        {
            result.repository = official
        }
        return result
    }

    /// The manifest the reference means: the digest before the tag, and `latest` when it has neither.
    public var manifestReference: ManifestReference {
        if let digest { return .digest(digest) }
        return .tag(tag ?? .latest)
    }
}

extension Tag {
    /// The tag of references that name none.
    static var latest: Tag {
        do throws(NameError) {
            return try Tag("latest")
        } catch {
            preconditionFailure("latest follows the grammar of tags")
        }
    }
}
