// SPDX-License-Identifier: Apache-2.0
// Copyright (c) the Holdfast authors

import ArgumentParser
import OCIModel
import Trust

struct ImportContentTrust: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dct",
        abstract: "Write what tags meant by Docker Content Trust into the history.",
        discussion: """
            EXAMPLES:
              holdfast import dct docker.io/library/alpine --dry-run
              holdfast import dct registry.example.com/team/app --root-key 0afa457a…
              holdfast import dct registry.example.com/team/app --root-key 0afa457a… \\
                --notary https://notary.example.com --to archive/app
              holdfast import dct registry.example.com/team/app --trust-on-first-use \\
                --trust-dir ~/.docker/trust --allow-expired

            Reads and verifies the signed metadata of a Notary server, or of the cache that docker keeps, and has the \
            server write one event of the kind imported for every digest that a tag came to mean, with the ids of the \
            keys that signed it. The last event about a tag is what docker resolves now. No tag changes. What the \
            history has already is not written again.

            Say which root key to trust with --root-key: its id, that of the private key, or the SHA-256 of its \
            certificate. Without it the keys are shown, and the command ends with 2. What does not verify, or has \
            expired, ends with 6. You need the right admin.
            """
    )

    @Argument(help: "The repository as docker signs it, with its host.")
    var gun: String

    @OptionGroup var source: ContentTrustOptions

    @Option(
        help: ArgumentHelp("The repository whose history keeps it; else the path of GUN.", valueName: "repository"),
        transform: ReferenceArgument.repository
    )
    var to: Reference?

    @Flag(help: "Show what would be written, and write nothing.")
    var dryRun = false

    @OptionGroup var server: ServerOptions
    @OptionGroup var login: LoginOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let console = output.console
        let reference = try source.repository(gun)
        var target = to ?? reference
        if to == nil { target.host = nil }
        let repository = try await source.read(gun, authorities: server.authorities, plain: server.plainHTTP)
        let plan = ContentTrustPlan(repository, into: target.repository)
        for remark in plan.remarks { try console.complain(remark) }
        guard !plan.isEmpty else {
            try console.show(try plan.document()) { "" }
            return try console.talk("Nothing is signed in \(gun).")
        }
        guard !dryRun else {
            try console.show(try plan.document()) { plan.table(console.style) }
            return try console.talk("Nothing was written. \(plan.summary)")
        }
        let document = try await server.withClient(for: target, login: login) { client in
            try await client.document(
                ManagementRequest(
                    "import what \(gun) meant into \(target.repository)",
                    .post,
                    "/api/v1/import/dct",
                    body: plan.request,
                    patience: ManagementClient.Patience.long
                )
            )
        }
        try console.show(document) { plan.table(console.style) }
        let imported = document.value["imported"]?.integer ?? 0
        let known = document.value["known"]?.integer ?? 0
        try console.talk(
            "\(Quantity.count(Int(imported), "event")) written to the history of \(target.repository)"
                + (known > 0 ? ", \(known) known before." : ".")
                + "\nSee them with: holdfast history \(target.queryText)\(server.hint(for: target))"
        )
    }
}
