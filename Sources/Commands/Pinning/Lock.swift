// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser

struct Lock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lock",
        abstract: "Remember in holdfast.lock what the references in files mean.",
        discussion: """
            EXAMPLES:
              holdfast lock                         make or complete holdfast.lock for this directory
              holdfast lock --check                 do files and lock agree? ends with 1 if not; no registry is asked
              holdfast lock --upgrade               ask for all tags again
              holdfast lock --upgrade --image nginx:1.27
              holdfast lock export --for buildkit > policy.json
              holdfast pin . --locked               write the lock's digests into the files
            """,
        subcommands: [LockUpdate.self, LockExporting.self],
        defaultSubcommand: LockUpdate.self
    )
}
