// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// How registries are talked to.
public struct RegistryOptions: Sendable {
    /// Whether plain HTTP is acceptable beyond this machine.
    public var transport = RegistryAddress.Transport.secureBeyondLoopback
    /// The login for every registry that a reference names; without it the files are asked.
    public var login: Credentials?
    /// The files and helpers that know logins.
    public var credentialFiles: CredentialFiles
    /// A file of certificates in PEM that are trusted besides the system's.
    public var authorityFile: String?
    /// The proxies that the environment names.
    public var proxies: ProxySettings
    /// How many requests of a kind run at a time on one registry.
    public var concurrency = 4
    /// How often and how long requests are tried again.
    public var retries = RetryPolicy()
    /// What the program calls itself.
    public var userAgent = "holdfast"
    /// Judges every answer about a tag before anybody builds on it; a ``ClientError`` it throws is that of the question.
    public var tagCheck: (@Sendable (TagRead) async throws -> Void)?
    /// Time and chance.
    var clock = RequestClock.process

    /// Creates options without logins and proxies.
    public init() {
        self.credentialFiles = CredentialFiles(sources: [])
        self.proxies = ProxySettings()
    }

    /// Creates options with the logins and proxies that an environment leads to.
    ///
    /// - Parameter environment: Gives the value of an environment variable; an empty value counts as none.
    public init(environment: (String) -> String?) {
        self.credentialFiles = CredentialFiles(environment: environment)
        self.proxies = ProxySettings(environment: environment)
    }
}
