// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

public import ArgumentParser

/// The command line of Holdfast.
///
/// ``execute(_:)`` runs it and gives the exit status; nothing here ends the process.
public struct HoldfastCommand: AsyncParsableCommand {
    /// The root of the help: examples, then the commands.
    public static let configuration = CommandConfiguration(
        commandName: "holdfast",
        abstract: "A container registry whose tags hold.",
        discussion: """
            EXAMPLES:
              holdfast serve                  start a registry on 127.0.0.1:5000
              holdfast holds                  what waits for a decision
              holdfast holds approve 12       let the tag move
              holdfast history team/app:1.0   what the tag meant, and who moved it
              holdfast ls team/app            the tags of a repository
              holdfast rules test team/app:1  what a push would meet
              holdfast diff debian:12.5 debian:12.6
                                              which files, packages and settings differ
              holdfast inspect debian:12      who made it, what is in it, what is bad about it
              holdfast pin .                  write digests beside the tags in files
              holdfast verify .               do they still hold?
              holdfast copy debian:12 127.0.0.1:5000/mirror/debian:12

            About tags, references without a host mean the server of --server, HOLDFAST_SERVER or
            http://127.0.0.1:5000; about images they mean docker.io.
            """,
        version: "0.1.0",
        groupedSubcommands: [
            CommandGroup(
                name: "Tags",
                subcommands: [
                    Holds.self, History.self, Listing.self, Delete.self, Rules.self, Promote.self, Rollback.self,
                    TagNames.self,
                ]
            ),
            CommandGroup(
                name: "Images",
                subcommands: [
                    Inspect.self, Files.self, Diff.self, Graph.self, Affected.self, Verify.self, Resolve.self,
                    Copy.self, Base.self, Running.self,
                ]
            ),
            CommandGroup(name: "Files", subcommands: [Pin.self, Lock.self]),
            CommandGroup(
                name: "Trust",
                subcommands: [TagLogCommand.self, Key.self, Sign.self, PolicyCommand.self, Import.self]
            ),
            CommandGroup(
                name: "Running it",
                subcommands: [
                    Serve.self, Warm.self, User.self, Token.self, GarbageCollection.self, Scrub.self, Backup.self,
                    Webhooks.self, Completions.self,
                ]
            ),
        ]
    )

    /// Creates the command without arguments.
    public init() {}
}
