// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A token service that a registry names, judged: a login may be sent there.
struct TokenRealm: Hashable, Sendable {
    let url: RequestURL
    let service: String?

    /// Reads a Bearer challenge.
    ///
    /// The service must be spoken to over TLS, unless the registry itself is not: then plain HTTP is accepted to the same
    /// host, and between two addresses of this machine.
    ///
    /// - Throws: ``ClientError`` when the challenge names no service, or one that no login may be sent to.
    init(_ challenge: Challenge, of registry: RegistryAddress) throws(ClientError) {
        guard let realm = challenge.parameters["realm"], let url = RequestURL(realm) else {
            throw ClientError(.malformed, "\(registry) asks for a token without naming the service that gives it")
        }
        let registryHost = registry.url.host
        let isNear =
            url.host == registryHost || (Authority.isLoopback(url.host) && Authority.isLoopback(registryHost))
        guard url.scheme == .https || (registry.isPlain && isNear) else {
            throw ClientError(
                .forbidden,
                "\(registry) sends for a token to \(url), which is not protected by TLS",
                advice: "The administrator of the registry has to name a token service with https."
            )
        }
        self.url = url
        self.service = challenge.parameters["service"]
    }
}
