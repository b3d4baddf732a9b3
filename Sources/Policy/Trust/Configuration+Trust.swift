// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

extension Configuration {
    /// Tells what a signature may say as the host of this registry, to bind one of its tags.
    ///
    /// With `url` it is that alone, since a signature that names another registry says nothing about this one. Without,
    /// only this machine itself reaches the registry, under any of its names.
    /// - Parameter port: The port that is listened on, where the configuration leaves it to the system.
    /// - Returns: Hosts with their ports, in lower case; a port that the scheme implies may be left out.
    public func acceptedAuthorities(port: Int? = nil) -> Set<String> {
        if let url, let mark = url.firstRange(of: "://") {
            let authority = url[mark.upperBound...].lowercased()
            let implied = url.hasPrefix("https") ? ":443" : ":80"
            if authority.hasSuffix(implied) {
                return [authority, String(authority.dropLast(implied.utf8.count))]
            }
            return Self.hasPort(authority) ? [authority] : [authority, authority + implied]
        }
        guard listen.isLoopback else { return [] }
        let port = port ?? listen.port
        let implied = tls == nil ? 80 : 443
        let hosts: Set<String> = ["127.0.0.1", "localhost", "[::1]", ListenAddress(host: listen.host, port: 0).urlHost]
        var authorities: Set<String> = []
        for host in hosts {
            authorities.insert("\(host):\(port)")
            if port == implied { authorities.insert(host) }
        }
        return authorities
    }

    private static func hasPort(_ authority: String) -> Bool {
        let host =
            authority.hasPrefix("[")
            ? authority[(authority.firstIndex(of: "]") ?? authority.startIndex)...] : authority[...]
        return host.contains(":")
    }

    /// Rules that want signatures to name this registry, which others can reach under a name nobody was told.
    var unnamedRegistry: String? {
        guard url == nil, !listen.isLoopback else { return nil }
        let rule = rules.rules.first { $0.require.contains { $0.bind == .tag } }
        guard let rule else { return nil }
        return """
            \(rule.name) requires signatures that name the tag with its registry (bind: tag), and nothing says what this \
            registry is called. Set "url: https://registry.example.com", the address by which images are pushed, \
            or "bind: digest" if it does not matter which tag was signed.
            """
    }
}

extension ListenAddress {
    /// The host as it stands in an address, IPv6 in brackets.
    fileprivate var urlHost: String { (host.contains(":") ? "[\(host)]" : host).lowercased() }
}
