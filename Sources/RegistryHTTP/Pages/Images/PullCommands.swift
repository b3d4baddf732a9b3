// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The lines by which people pull what a digest names.
struct PullCommands {
    /// The registry's host and port.
    private let host: String
    /// Tells whether the registry is reached without TLS, which clients must be told.
    private let isPlain: Bool
    private let repository: RepositoryName
    private let digest: Digest

    init(baseURL: String, repository: RepositoryName, digest: Digest) {
        let parts = baseURL.split(separator: "/", omittingEmptySubsequences: true)
        self.host = parts.count > 1 ? String(parts[1]) : baseURL
        self.isPlain = parts.first == "http:"
        self.repository = repository
        self.digest = digest
    }

    private var reference: String { "\(host)/\(repository)@\(digest)" }

    /// Writes the lines: of what runs those of engines, of anything else those that copy it.
    ///
    /// - Parameters:
    ///   - html: Takes them.
    ///   - runs: Whether it is an image or an index of images.
    ///   - tag: A tag for files that people read; programs that read both go by the digest.
    func write(to html: inout HTMLWriter, runs: Bool, tag: Tag? = nil) {
        html.element(.div, .class("commands")) { html in
            guard runs else {
                html.command("oras", "oras pull \(isPlain ? "--plain-http " : "")\(reference)")
                html.command(
                    "skopeo",
                    "skopeo copy \(isPlain ? "--src-tls-verify=false " : "")docker://\(reference) oci:./copy"
                )
                return
            }
            html.command("docker", "docker pull \(reference)")
            html.command("podman", "podman pull \(isPlain ? "--tls-verify=false " : "")\(reference)")
            let named = tag.map { "\(host)/\(repository):\($0)@\(digest)" } ?? reference
            html.command("Dockerfile", "FROM \(named)")
            html.command("Kubernetes", "image: \(named)")
        }
    }
}
