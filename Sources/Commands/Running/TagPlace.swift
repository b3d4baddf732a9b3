// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIClient
import OCIModel

/// The tag that a container's image is named by, at the registry that is asked about it.
struct TagPlace: Hashable, Sendable {
    /// The host to ask; nil for the server that was named.
    let host: String?
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
        guard let server else {
            guard registry != RegistryAddress.dockerHub else {
                throw Absence(reason: "\(registry) keeps no history of tags; --server names a Holdfast in front of it")
            }
            (self.host, self.repository) = (registry, full.repository)
            return
        }
        self.host = nil
        guard registry != server.authority.lowercased() else {
            self.repository = full.repository
            return
        }
        do throws(NameError) {
            self.repository = try RepositoryName("\(registry)/\(full.repository)")
        } catch {
            throw Absence(reason: "\(server) can keep nothing of \(registry), which has a port")
        }
    }

    /// Repository and tag, as the management API takes them.
    var name: String { "\(repository):\(tag)" }
}
