// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import OCIClient
internal import OCIModel
public import Policy

/// A registry behind this one, and the connections to it.
public final class UpstreamRegistry: Sendable {
    /// What the configuration says of it.
    public let settings: Upstream
    /// Where it is.
    let address: RegistryAddress
    /// What talks to it.
    let session: RegistrySession
    let patience = UpstreamPatience()

    /// Creates an upstream over a session, which whoever made it closes.
    ///
    /// - Throws: `ClientError` when its URL is none.
    public init(_ settings: Upstream, session: RegistrySession) throws {
        self.settings = settings
        self.address = try RegistryAddress(url: settings.url)
        self.session = session
    }

    /// The name that its repositories begin with here.
    public var name: String { settings.name }

    /// What one of its repositories is read with.
    func source(_ repository: RepositoryName) -> RegistrySource {
        session.source(Reference(host: address.host, repository: repository), at: address)
    }
}
