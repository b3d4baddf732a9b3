// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIModel

/// What a search for credentials found.
public struct CredentialLookup: Hashable, Sendable {
    /// The credentials, when some source has them.
    public var credentials: Credentials?
    /// What was passed over and why, for a message when the registry wants a login after all.
    public var notes: [String]

    /// Creates the result of a search.
    public init(credentials: Credentials?, notes: [String]) {
        self.credentials = credentials
        self.notes = notes
    }
}

/// The files in which docker and podman keep credentials, in the order they are asked.
public struct CredentialFiles: Sendable {
    /// The sources, the one that is asked first at the front.
    public let sources: [CredentialSource]

    /// Creates a search over the given sources.
    public init(sources: [CredentialSource]) {
        self.sources = sources
    }

    /// Creates the search that docker and podman users expect.
    ///
    /// What the environment names comes before the default places: the document in `DOCKER_AUTH_CONFIG`,
    /// `$DOCKER_CONFIG/config.json`, the file in `REGISTRY_AUTH_FILE` (which must exist), `~/.docker/config.json` (unless
    /// `DOCKER_CONFIG` is set), `$XDG_RUNTIME_DIR/containers/auth.json` and `~/.config/containers/auth.json`.
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
        self.init(sources: sources)
    }

    /// Finds the credentials for a registry, or for one repository of it.
    ///
    /// The first source that has credentials decides; within a source the key with the longest namespace does. Sources
    /// after that one are not read.
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
            let found = try document.lookUp(host: host, repository: repository?.rawValue)
            notes += found.notes
            if let credentials = found.credentials { return CredentialLookup(credentials: credentials, notes: notes) }
        }
        return CredentialLookup(credentials: nil, notes: notes)
    }
}
