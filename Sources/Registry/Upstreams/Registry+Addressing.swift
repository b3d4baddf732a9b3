// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIClient
public import OCIModel
internal import Storage

extension Registry {
    /// Tells whether there are upstreams, so that names have to be looked at twice.
    public var hasUpstreams: Bool { !upstreams.upstreams.isEmpty }

    /// The repository of an upstream that clients may mean by a name besides a repository of that name; nil for none.
    public func upstreamName(meantBy name: RepositoryName) -> RepositoryName? {
        // Losing the error is right: a name that is too long for a repository means none.
        let place = upstreams.place(of: name)
        let local =
            place.map { try? $0.upstream.localName(of: $0.remote) } ?? (try? upstreams.standard?.localName(of: name))
        return local.flatMap { $0 == name ? nil : $0 }
    }

    /// Finds the repository that a client means by a name.
    ///
    /// An upstream's repository has one name here, `docker.io/library/nginx`, and three ways to be asked for: by that name,
    /// by the upstream's own name and a namespace as containerd gives it (`?ns=docker.io`), and, for the standard
    /// upstream, by its own name alone, as docker asks a mirror. A repository of our own goes before the last.
    ///
    /// - Parameters:
    ///   - name: The name in the request's path.
    ///   - namespace: The registry that the client takes this one for, if it says so.
    ///   - hosts: The names of this registry itself.
    ///   - isRead: Whether the request only reads: nobody pushes to a mirror.
    /// - Returns: The repository.
    /// - Throws: ``RegistryError`` with `repositoryUnknown` for a namespace that is no upstream; ``StoreError`` when the
    ///   metadata cannot be read.
    public func repository(
        named name: RepositoryName,
        in namespace: String?,
        hosts: Set<String>,
        isRead: Bool
    ) async throws -> RepositoryName {
        if let namespace, !namespace.isEmpty, !hosts.contains(namespace) {
            guard let upstream = upstreams.upstream(named: namespace) else {
                throw RegistryError(
                    .repositoryUnknown,
                    "this registry does not stand in front of \(namespace.prefix(256)); its configuration names the upstreams"
                )
            }
            return try upstream.localName(of: name)
        }
        if let place = upstreams.place(of: name) { return try place.upstream.localName(of: place.remote) }
        guard isRead, let standard = upstreams.standard else { return name }
        if try await metadata.read({ try $0.hasRepository(name) }) { return name }
        return try standard.localName(of: name)
    }
}

extension UpstreamSet {
    /// The upstream that clients call by a name: ours for it, or its host.
    func upstream(named name: String) -> UpstreamRegistry? {
        let host = Reference.canonicalHost(name)
        return upstreams[name] ?? upstreams[host] ?? upstreams.values.first { $0.address.host == host }
    }
}

extension UpstreamRegistry {
    /// Whether it is docker's own registry, where names of one part mean official images.
    private var isDockerHub: Bool { address.host == RegistryAddress.dockerHub || name == RegistryAddress.dockerHub }

    /// The name that one of its repositories has here.
    ///
    /// - Throws: ``RegistryError`` with `repositoryUnknown` when the name becomes too long.
    func localName(of remote: RepositoryName) throws -> RepositoryName {
        let official = isDockerHub && !remote.rawValue.contains("/") ? "library/" : ""
        do throws(NameError) {
            return try RepositoryName("\(name)/\(official)\(remote)")
        } catch {
            throw RegistryError(.repositoryUnknown, "\(name)/\(official)\(remote) is no name of a repository: \(error)")
        }
    }
}
