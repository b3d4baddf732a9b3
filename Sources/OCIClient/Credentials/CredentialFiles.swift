// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// The files in which docker and podman keep credentials, in the order they are asked.
public struct CredentialFiles: Sendable {
    /// The sources, the one that is asked first at the front.
    public let sources: [CredentialSource]
    /// How the helpers are run that the files name.
    public let helpers: CredentialHelpers

    /// Creates a search over the given sources; without helpers none is run.
    public init(sources: [CredentialSource], helpers: CredentialHelpers = CredentialHelpers(searchPath: nil)) {
        self.sources = sources
        self.helpers = helpers
    }

    /// Creates the search that docker and podman users expect.
    ///
    /// What the environment names comes before the default places: the document in `DOCKER_AUTH_CONFIG`,
    /// `$DOCKER_CONFIG/config.json`, the file in `REGISTRY_AUTH_FILE` (which must exist), `~/.docker/config.json` (unless
    /// `DOCKER_CONFIG` is set), `$XDG_RUNTIME_DIR/containers/auth.json` and `~/.config/containers/auth.json`. Helpers that
    /// they name are searched for on the `PATH`.
    ///
    /// - Parameter environment: Gives the value of an environment variable; an empty value counts as none.
    public init(environment: (String) -> String?) {
        func value(_ name: String) -> String? { environment(name).flatMap { $0.isEmpty ? nil : $0 } }
        var sources: [CredentialSource] = []
        if let text = value("DOCKER_AUTH_CONFIG") {
            sources.append(.document(text, name: "DOCKER_AUTH_CONFIG"))
        }
        if let directory = value("DOCKER_CONFIG") {
            sources.append(.file("\(directory)/config.json", absence: .allowed))
        }
        if let path = value("REGISTRY_AUTH_FILE") {
            sources.append(.file(path, absence: .refused))
        }
        if let home = value("HOME"), value("DOCKER_CONFIG") == nil {
            sources.append(.file("\(home)/.docker/config.json", absence: .allowed))
        }
        if let directory = value("XDG_RUNTIME_DIR") {
            sources.append(.file("\(directory)/containers/auth.json", absence: .allowed))
        }
        if let configuration = value("XDG_CONFIG_HOME") ?? value("HOME").map({ "\($0)/.config" }) {
            sources.append(.file("\(configuration)/containers/auth.json", absence: .allowed))
        }
        self.init(sources: sources, helpers: CredentialHelpers(searchPath: value("PATH")))
    }

    /// Reads every source, and runs no helper.
    ///
    /// - Throws: ``CredentialError`` naming the source that is unreadable or malformed.
    public func check() throws(CredentialError) {
        for source in sources {
            guard let bytes = try source.bytes() else { continue }
            _ = try CredentialDocument(parsing: bytes, name: source.name)
        }
    }

    /// Finds the credentials for a registry, or for one repository of it.
    ///
    /// The first source that has credentials decides; sources after that one are not read. Within a source the helper for
    /// the host comes first, then the helper for everything, then the entry whose key has the longest namespace. Blocks
    /// while files are read and helpers run.
    ///
    /// - Parameters:
    ///   - host: The registry's host, with its port where one is written.
    ///   - repository: The repository, for keys such as `quay.io/team`.
    /// - Returns: The credentials, if any source has them, and what was passed over on the way.
    /// - Throws: ``CredentialError`` naming the source that is unreadable or malformed.
    public func lookUp(host: String, repository: RepositoryName?) throws(CredentialError) -> CredentialLookup {
        var notes: [String] = []
        for source in sources {
            guard let bytes = try source.bytes() else { continue }
            let document = try CredentialDocument(parsing: bytes, name: source.name)
            var found = try document.lookUp(host: host, repository: repository?.rawValue, helpers: helpers)
            notes += found.notes
            guard found.isDecided else { continue }
            found.notes = notes
            return found
        }
        return CredentialLookup(credentials: nil, notes: notes)
    }
}
