// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel

struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Tell what a tag meant, since when, and who changed it.",
        discussion: """
            EXAMPLES:
              holdfast history team/app:1.0
              holdfast history team/app              all tags of the repository
              holdfast history team/app:1.0 --limit 5 --format json
            """
    )

    @Argument(help: "A tag, or a repository for all of its tags.", transform: ReferenceArgument.history)
    var reference: Reference

    @Option(help: ArgumentHelp("Show the newest events alone.", valueName: "count"))
    var limit: Int?

    @Option(help: ArgumentHelp("Show what happened before the event of this index.", valueName: "index"))
    var before: Int64?

    @Flag(help: "Show the tags of signers, too.")
    var companions = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (limit ?? 1) > 0 else { throw ValidationError("--limit is a number from 1 up.") }
    }

    func run() async throws {
        let console = output.console
        try await server.withClient(for: reference, login: login) { client in
            let document = try await events(from: client)
            let events = try TagEventView.list(in: document)
            try say(whetherDigestIsCurrentIn: events, to: console)
            let shown = companions || reference.tag != nil ? events : events.filter { !$0.isAboutCompanion }
            guard !shown.isEmpty || console.format == .json else {
                return try console.talk("\(reference.queryText) has no history.")
            }
            let scope: TagEventView.Scope = reference.tag == nil ? .repository : .tag
            try console.show(document) {
                TagEventView.table(shown, of: scope, style: console.style, now: console.now)
            }
        }
    }

    private func events(from client: ManagementClient) async throws -> ServerDocument {
        var request = ManagementRequest(
            "read the history of \(reference.queryText)",
            .get,
            "/api/v1/history",
            query: ["ref": reference.queryText]
        )
        if let before { request.target += "&before=\(before)" }
        guard let limit else { return try await client.wholeList(request, list: "events") }
        request.target += "&n=\(limit)"
        return try await client.document(request)
    }

    private func say(whetherDigestIsCurrentIn events: [TagEventView], to console: Console) throws {
        guard let digest = reference.digest, let last = events.first(where: \.setsMeaning) else { return }
        guard last.meaning != digest.rawValue else { return }
        let now = last.meaning.map { "means \($0) now" } ?? "is deleted"
        try console.talk("\(reference.queryText) \(now), not \(digest).")
    }
}
