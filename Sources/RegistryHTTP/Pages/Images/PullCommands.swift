// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

internal import OCIModel

/// The lines by which people pull what a digest names.
struct PullCommands {
    /// The registry's host and port.
    let host: String
    let repository: RepositoryName
    let digest: Digest

    private var reference: String { "\(host)/\(repository)@\(digest)" }

    /// Writes the lines: of what runs those of engines, of anything else those that copy it.
    func write(to html: inout HTMLWriter, runs: Bool) {
        html.element(.div, .class("commands")) { html in
            guard runs else {
                html.command("oras", "oras pull \(reference)")
                html.command("skopeo", "skopeo copy docker://\(reference) oci:./copy")
                return
            }
            html.command("docker", "docker pull \(reference)")
            html.command("podman", "podman pull \(reference)")
            html.command("Dockerfile", "FROM \(reference)")
            html.command("Kubernetes", "image: \(reference)")
        }
    }
}
