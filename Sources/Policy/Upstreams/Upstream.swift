// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

/// A registry that this one stands in front of.
public struct Upstream: Hashable, Sendable {
    /// The name that its repositories have here: the first part of their path, such as `docker.io`.
    public var name: String
    /// Where its API is: scheme, host and port, without a slash at the end.
    public var url: String
    /// How long an answer about a tag is good; then the next pull asks again, in the background.
    public var revalidate: Duration
    /// How often a tag is asked about that nobody pulls; nil: never.
    public var watch: Duration?
    /// A file of logins as docker keeps them; nil: no login.
    public var credentials: String?
    /// A file of certificates in PEM that are trusted besides the system's.
    public var authorities: String?
    /// The proxy through which it is reached; nil: what the environment says.
    public var proxy: UpstreamProxy?

    /// How long answers are good where the configuration does not say.
    public static let standardRevalidate = Duration.seconds(15 * 60)
    /// How often tags that nobody pulls are asked about where the configuration does not say.
    public static let standardWatch = Duration.seconds(6 * 3_600)
    /// The most upstreams of a registry.
    public static let maximumCount = 50

    /// Creates an upstream.
    public init(
        name: String,
        url: String,
        revalidate: Duration = Self.standardRevalidate,
        watch: Duration? = Self.standardWatch,
        credentials: String? = nil,
        authorities: String? = nil,
        proxy: UpstreamProxy? = nil
    ) {
        self.name = name
        self.url = url
        self.revalidate = revalidate
        self.watch = watch
        self.credentials = credentials
        self.authorities = authorities
        self.proxy = proxy
    }

    /// Tells whether it is reached without TLS.
    public var isPlain: Bool { url.hasPrefix("http://") }

    /// What is doubtful about the file of logins, in words; nil: nothing, or there is none.
    public var credentialsWarning: String? {
        // Losing the error is right: a file that cannot be read is an error where it is used.
        guard let credentials, (try? TextFile.isShared(credentials)) == true else { return nil }
        return "the logins in \(credentials) can be read by other users of this machine; run: chmod 600 \(credentials)"
    }

    /// Where the API of a registry is that images name so: at the host of that name, but for docker's own.
    static func standardURL(of name: String) -> String {
        name == "docker.io" ? "https://registry-1.docker.io" : "https://\(name)"
    }
}
