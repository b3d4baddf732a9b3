// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct Listing: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls",
        abstract: "List repositories, or the tags of one.",
        discussion: """
            EXAMPLES:
              holdfast ls
              holdfast ls team/app
              holdfast ls team/app --companions
              holdfast ls registry.example.com/team/app --format json

            JSON is printed as the server gives it, with the tags of signers marked.
            """
    )

    @Argument(help: "The repository whose tags to list.", transform: ReferenceArgument.repository)
    var repository: Reference?

    @Flag(help: "Show the tags of signers, too.")
    var companions = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        try await server.withClient(for: repository, login: login) { client in
            if let repository {
                try await listTags(of: repository.repository, client: client, console: console)
            } else {
                try await listRepositories(client: client, console: console)
            }
        }
    }

    private func listRepositories(client: ManagementClient, console: Console) async throws {
        let request = ManagementRequest("list the repositories", .get, "/api/v1/repositories")
        let document = try await client.wholeList(request, list: "repositories")
        let repositories = try document.list("repositories")
        guard !repositories.isEmpty || console.format == .json else { return try console.talk("No repositories.") }
        try console.show(document) {
            RepositoryTable.repositories(repositories, style: console.style, now: console.now)
        }
    }

    private func listTags(of name: RepositoryName, client: ManagementClient, console: Console) async throws {
        let request = ManagementRequest(
            "list the tags of \(name)",
            .get,
            "/api/v1/repositories",
            query: ["ref": name.rawValue]
        )
        let document = try await client.wholeList(request, list: "tags")
        let tags = try document.list("tags")
        let shown = companions ? tags : tags.filter { $0["companion"] != .bool(true) }
        if console.format == .text, shown.isEmpty { try console.talk("\(name) has no tags.") }
        if console.format == .json || !shown.isEmpty {
            try console.show(document) { RepositoryTable.tags(shown, style: console.style, now: console.now) }
        }
        guard console.format == .text, shown.count < tags.count else { return }
        let hidden = Quantity.count(tags.count - shown.count, "tag")
        try console.talk("\n\(hidden) of signers not shown; --companions shows them.")
    }
}
