// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// Which requests go through a proxy, as the usual environment variables say.
///
/// `HTTPS_PROXY` is for https addresses, `HTTP_PROXY` for http, `NO_PROXY` names the exceptions; lower case counts too.
/// Requests to this machine itself never go through one. Printing a value shows nothing, since proxies may have logins.
public struct ProxySettings: Sendable {
    private let secure: String?
    private let plain: String?
    private let exceptions: ProxyExceptions

    /// Creates settings without a proxy.
    public init() {
        self.init(environment: { _ in nil })
    }

    /// Creates settings from the environment.
    ///
    /// - Parameter environment: Gives the value of an environment variable; an empty value counts as none.
    public init(environment: (String) -> String?) {
        func value(_ name: String) -> String? {
            for name in [name, name.lowercased()] {
                if let value = environment(name), !value.isEmpty { return value }
            }
            return nil
        }
        self.secure = value("HTTPS_PROXY")
        self.plain = value("HTTP_PROXY")
        self.exceptions = ProxyExceptions(value("NO_PROXY") ?? "")
    }

    /// The proxy for a request, or nil when it goes straight to its server.
    func proxy(for url: RequestURL) throws(ClientError) -> ProxyAddress? {
        let (text, name) = url.scheme == .https ? (secure, "HTTPS_PROXY") : (plain, "HTTP_PROXY")
        guard let text, !Authority.isLoopback(url.host) else { return nil }
        guard !exceptions.match(host: url.host, port: url.port ?? url.scheme.defaultPort) else { return nil }
        guard let proxy = ProxyAddress(text) else {
            throw ClientError(
                .malformed,
                "\(name) is not the address of a proxy",
                advice: "It is written like http://proxy.example.com:3128, or socks5:// for a SOCKS proxy."
            )
        }
        return proxy
    }
}

extension ProxySettings: CustomStringConvertible, CustomReflectable {
    /// Says what the value is, not what it holds.
    public var description: String { "proxy settings" }
    /// A mirror that shows nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
