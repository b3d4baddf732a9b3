// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Write the rules about signatures for other programs.",
        discussion: """
            EXAMPLES:
              holdfast policy export --for podman --output /etc/containers
              holdfast policy export --for kyverno | kubectl apply -f -
            """,
        subcommands: [PolicyExporting.self]
    )
}
