// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel
internal import Storage

extension Registry {
    /// Throws for a name that is understood of clients that pull, who may take this registry for a mirror of another: what
    /// is changed here is called by its one name.
    ///
    /// The caller's right to pull is asked before. What the message says follows from the configuration alone.
    func requireOneName(_ repository: RepositoryName) async throws {
        if let place = upstreams.place(of: repository) {
            let local = try place.upstream.localName(of: place.remote)
            guard local != repository else { return }
            throw RegistryError(.repositoryUnknown, "\(repository) is called \(local) here; name that")
        }
        guard let standard = upstreams.standard, try await !metadata.read({ try $0.hasRepository(repository) }) else {
            return
        }
        let local = try standard.localName(of: repository)
        throw RegistryError(
            .repositoryUnknown,
            "this registry has no repository \(repository) of its own; that of \(standard.name) is called \(local) here"
        )
    }
}
