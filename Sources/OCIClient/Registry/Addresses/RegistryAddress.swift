// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import OCIModel

/// A registry: the name that references have for it, and where its API is.
public struct RegistryAddress: Hashable, Sendable {
    /// The name of docker's own registry in references.
    public static let dockerHub = Reference.dockerHub

    /// Which transport is acceptable.
    public enum Transport: Hashable, Sendable {
        /// TLS, except for this machine itself.
        case secureBeyondLoopback
        /// Plain HTTP to anywhere.
        case plainAnywhere
    }

    /// Host and port as references and files of credentials name the registry.
    public let host: String
    /// The address of the API's root.
    let url: RequestURL

    /// Creates the address of a registry: plain HTTP for this machine itself or where it is allowed, else TLS.
    ///
    /// - Parameters:
    ///   - host: Host and port as a reference names them.
    ///   - transport: Whether plain HTTP is acceptable beyond this machine.
    /// - Throws: ``ClientError/Code/malformed`` when the text is not a host.
    public init(host: String, transport: Transport = .secureBeyondLoopback) throws(ClientError) {
        let host = Reference.canonicalHost(host)
        let authority = host == Self.dockerHub ? "registry-1.docker.io" : host
        let isPlain = transport == .plainAnywhere || Authority(authority).map { Authority.isLoopback($0.host) } == true
        guard let url = RequestURL(scheme: isPlain ? .http : .https, authority: authority, target: "/") else {
            throw ClientError(
                .malformed,
                "\"\(host)\" is not the address of a registry",
                advice: "It is written like registry.example.com or 127.0.0.1:5000."
            )
        }
        self.init(host: host, url: url)
    }

    /// Creates the address of a registry whose API is at an URL: scheme, host and port.
    ///
    /// - Parameter text: Such as `https://registry-1.docker.io`; nothing may follow the port but a slash.
    /// - Throws: ``ClientError/Code/malformed`` when it is no such URL.
    public init(url text: String) throws(ClientError) {
        guard let url = RequestURL(text), url.target == "/" || url.target.isEmpty,
            let root = RequestURL(scheme: url.scheme, authority: url.authority, target: "/")
        else {
            throw ClientError(
                .malformed,
                "\"\(text)\" is not the address of a registry",
                advice: "It is written like https://registry.example.com or http://127.0.0.1:5000."
            )
        }
        let host = url.authority == "registry-1.docker.io" ? Self.dockerHub : url.authority
        self.init(host: host, url: root)
    }

    init(host: String, url: RequestURL) {
        self.host = host
        self.url = url
    }

    /// Whether requests go over plain HTTP.
    var isPlain: Bool { url.scheme == .http }
}

extension RegistryAddress: CustomStringConvertible {
    /// The name that references have for the registry.
    public var description: String { host }
}
