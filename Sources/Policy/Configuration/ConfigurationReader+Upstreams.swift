// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

extension ConfigurationReader {
    /// The entries of `upstreams`, in the order of the file.
    ///
    /// - Parameters:
    ///   - node: The section, if it is there.
    ///   - isInsecure: Whether the file allows what others on the network could change.
    /// - Returns: The upstreams that are well formed.
    mutating func upstreams(_ node: YAMLNode?, isInsecure: Bool) -> [Upstream] {
        guard let node else { return [] }
        guard case .mapping(let pairs) = node.content, !pairs.isEmpty else {
            fail(node, "\"upstreams\" must be a mapping of names to settings, such as {docker.io: {revalidate: 15m}}")
            return []
        }
        guard pairs.count <= Upstream.maximumCount else {
            fail(node, "there are \(pairs.count) \"upstreams\"; at most \(Upstream.maximumCount) are served")
            return []
        }
        var upstreams: [Upstream] = []
        for (key, value) in pairs {
            guard let name = upstreamName(key) else { continue }
            if let upstream = upstream(name, value, isInsecure: isInsecure) { upstreams.append(upstream) }
        }
        return upstreams
    }

    /// The name of the upstream that is meant by clients that name none.
    mutating func defaultUpstream(_ node: YAMLNode?, of upstreams: YAMLNode?) -> String? {
        guard let node, let name = text(node, "default-upstream") else { return nil }
        var known: [String] = []
        if case .mapping(let pairs)? = upstreams?.content { known = pairs.compactMap { $0.key.text } }
        guard known.contains(name) else {
            let suggestion = Spelling.suggestion(for: name, among: known)
            fail(node, "\"default-upstream\" must be one of \"upstreams\", and \(Shown(name)) is none\(suggestion)")
            return nil
        }
        return name
    }

    /// The first part of the names of the upstream's repositories.
    private mutating func upstreamName(_ key: YAMLNode) -> String? {
        guard let name = key.text else {
            fail(key, "the name of an upstream must be a text, such as docker.io")
            return nil
        }
        // Losing the reason is right: what follows says how a name is written.
        if !name.contains("/"), (try? RepositoryName(name)) != nil { return name }
        let advice: String
        if let colon = name.firstIndex(of: ":"), WebAddress.host(of: name[...]) != nil, !name.hasPrefix("[") {
            let host = name[..<colon]
            let scheme = ListenAddress(host: String(host), port: 0).isLoopback ? "http" : "https"
            advice = "; choose one without a port and say where it is: \(host.lowercased()): {url: \(scheme)://\(name)}"
        } else {
            advice = ", such as docker.io; where it is says \"url\""
        }
        fail(
            key,
            "\(Shown(name)) cannot name an upstream: its repositories begin with the name, "
                + "which is one element of lower case letters, digits, dots and hyphens\(advice)"
        )
        return nil
    }

    private mutating func upstream(_ name: String, _ node: YAMLNode, isInsecure: Bool) -> Upstream? {
        // A name alone says everything where the defaults are right.
        if node.isNull { return Upstream(name: name, url: Upstream.standardURL(of: name)) }
        let known = ["url", "revalidate", "watch", "credentials", "ca", "proxy"]
        guard let fields = fields(of: node, in: "an upstream", known: known) else { return nil }
        var upstream = Upstream(name: name, url: Upstream.standardURL(of: name))
        upstream.revalidate = duration(fields["revalidate"], "revalidate") ?? upstream.revalidate
        upstream.watch = watch(fields["watch"])
        upstream.credentials = path(fields["credentials"], "credentials")
        upstream.authorities = path(fields["ca"], "ca")
        upstream.proxy = proxy(fields["proxy"])
        guard let url = fields["url"] else { return upstream }
        guard let address = address(url, isInsecure: isInsecure) else { return nil }
        upstream.url = address
        return upstream
    }

    private mutating func watch(_ node: YAMLNode?) -> Duration? {
        guard let node else { return Upstream.standardWatch }
        if node.text == "off" { return nil }
        guard let text = text(node, "watch") else { return nil }
        do throws(DurationError) {
            return try DurationText.parse(text)
        } catch {
            fail(node, "\"watch\" \(error), or off")
            return nil
        }
    }

    private mutating func proxy(_ node: YAMLNode?) -> UpstreamProxy? {
        guard let node, let text = text(node, "proxy") else { return nil }
        do throws(UpstreamProxyError) {
            return try UpstreamProxy(text)
        } catch {
            fail(node, "\"proxy\" \(error)")
            return nil
        }
    }

    private mutating func address(_ node: YAMLNode, isInsecure: Bool) -> String? {
        guard let text = text(node, "url") else { return nil }
        do throws(WebAddressError) {
            let url = try WebAddress.parse(text)
            guard isInsecure || url.hasPrefix("https://") || WebAddress.isLoopback(url) else {
                fail(
                    node,
                    "\"url\" is plain HTTP to another machine, so that others on the way could answer in its place; "
                        + "write https://, or set \"insecure: true\" if that is meant"
                )
                return nil
            }
            return url
        } catch {
            fail(node, "\"url\" of an upstream \(error)")
            return nil
        }
    }
}
