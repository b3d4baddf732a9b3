// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

/// The tag that a container's image is named by, at the registry that is asked about it.
struct TagPlace: Hashable, Sendable {
    /// The host to ask; nil for the server that was named.
    let host: String?
    /// The other registry whose image it is, which the server that is asked may stand in front of; nil for its own.
    let registry: String?
    /// The repository, as that registry has it.
    let repository: RepositoryName
    let tag: Tag

    /// Why there is nothing to ask.
    struct Absence: Error, Equatable {
        let reason: String
    }

    /// Finds whom to ask about an image.
    ///
    /// - Parameters:
    ///   - reference: The image.
    ///   - server: The server that was named, which is asked about everything: its own repositories, and those of other
    ///     registries that it stands in front of, which it keeps as `docker.io/library/nginx`.
    /// - Throws: ``Absence`` when nobody would know.
    init(_ reference: Reference?, server: ServerAddress?) throws(Absence) {
        guard let reference else { throw Absence(reason: "the engine has no name of the image") }
        guard let tag = reference.tag else { throw Absence(reason: "it is named by its digest alone, by no tag") }
        let full = reference.normalized()
        guard let registry = full.host else { throw Absence(reason: "the image names no registry") }
        guard registry != "localhost" else { throw Absence(reason: "the image was made on its machine") }
        self.tag = tag
        self.repository = full.repository
        guard let server else {
            guard registry != RegistryAddress.dockerHub else {
                throw Absence(reason: "\(registry) keeps no history of tags; --server names a Holdfast in front of it")
            }
            (self.host, self.registry) = (registry, nil)
            return
        }
        self.host = nil
        self.registry = registry == server.authority.lowercased() ? nil : registry
    }

    /// The repository with the registry that it is of, as `docker.io/library/nginx`.
    var path: String { (registry.map { "\($0)/" } ?? "") + repository.rawValue }

    /// Repository and tag, as the management API takes them.
    var name: String { "\(path):\(tag)" }

    /// Requires that an answer is about this repository and none of the same name that the server has itself.
    ///
    /// - Parameters:
    ///   - name: The repository that the answer is about.
    ///   - server: Who gave it.
    /// - Returns: The repository, as the server has it: its upstreams have names of its own.
    /// - Throws: ``CommandFailure`` when the server does not stand in front of the registry.
    func confirmed(by name: String?, at server: ServerAddress) throws(CommandFailure) -> RepositoryName {
        guard let registry else { return repository }
        // Losing the error is right: what is no name is not the one that is looked for.
        guard let name, name.hasSuffix("/\(repository)"), let here = try? RepositoryName(name) else {
            throw CommandFailure(.registry, "\(server) does not stand in front of \(registry)")
        }
        return here
    }
}
